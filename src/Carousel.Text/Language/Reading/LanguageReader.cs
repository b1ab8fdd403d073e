using Carousel.Autograd;
using Carousel.Networks;
using Carousel.Tensors;

namespace Carousel.Language;

/// <summary>
/// Reads a text unit by unit: before each it says how likely every unit is; where it adapts, it learns from each after
/// it came: the counts and the cache at once, how they are mixed in too, the network every few units.
/// </summary>
/// <remarks>
/// Its predictions depend only on the model and the units before, bit for bit on every machine. Not thread-safe.
/// </remarks>
internal sealed partial class LanguageReader : IDisposable
{
    private readonly Backend _backend;
    private readonly StreamingSession _session;
    private readonly NetworkLearner? _learner;
    private readonly MixedPlace? _place;
    private readonly NeuralCache? _cache;
    private readonly double _rate;
    private readonly TensorStorage _storage;
    private readonly Tensor _scores, _shares;
    private readonly float[] _unit = new float[1];
    private readonly float[] _network, _top;
    private readonly int _topAt;
    private readonly double[] _logarithms;
    private int _last = -1;
    private bool _isMixed;

    /// <summary>A reader at the beginning of a text.</summary>
    /// <param name="backend">Where the network was built.</param>
    /// <param name="network">The network; not changed.</param>
    /// <param name="counts">The counts inside; null for none. Not changed.</param>
    /// <param name="adaptation">How it learns on; null for not at all.</param>
    /// <param name="cachePlaces">Places of the cache of one that learns on; 0 for none.</param>
    public LanguageReader(
        Backend backend, LanguageNetwork network, TextCounts? counts, AdaptationOptions? adaptation = null,
        int cachePlaces = 0)
    {
        _backend = backend;
        _learner = adaptation is null ? null : new NetworkLearner(backend, network, adaptation);
        _session = new StreamingSession(backend, _learner?.Network ?? network);
        _place = counts is null ? null : adaptation is null
            ? new MixedPlace(counts.Table, counts.Mixture, counts.Vocabulary)
            : new MixedPlace(counts.Table.Copy(), counts.Mixture.Copy(), counts.Vocabulary);
        _rate = adaptation?.MixtureRate ?? 0;
        int count = network.OutputSize, stride = (count + 15) / 16 * 16;
        _storage = backend.Allocate(2 * stride);
        (_scores, _shares) = (
            new Tensor(_storage, 0, new Shape(1, count)), new Tensor(_storage, stride, new Shape(1, count)));
        (_network, _logarithms) = (new float[count], new double[count]);
        (_topAt, int size) = network.Top;
        _top = new float[size];
        _cache = adaptation is null || cachePlaces == 0 ? null : new NeuralCache(cachePlaces, size, count);
    }

    /// <summary>ln p of each unit, if it came next; [V], until the next unit is read.</summary>
    /// <remarks>Nothing is known before the first unit is heard.</remarks>
    public ReadOnlySpan<double> Logarithms
    {
        get
        {
            if (!_isMixed)
            {
                _isMixed = true;
                _backend.SoftmaxForward(logarithm: true, _scores, _shares);
                _shares.Read(_network);
                if (_place is not null)
                {
                    _place.Mix(_network).CopyTo(_logarithms);
                }
                else
                {
                    for (int unit = 0; unit < _logarithms.Length; unit++)
                    {
                        _logarithms[unit] = _network[unit];
                    }
                }

                _cache?.Mix(_logarithms);
            }

            return _logarithms;
        }
    }

    /// <summary>V.</summary>
    public int VocabularySize => _network.Length;

    /// <summary>Goes back to the beginning of a text; what was learned stays.</summary>
    public void Reset()
    {
        _session.Reset();
        _place?.Reset();
        _cache?.Begin();
    }

    /// <summary>Hears what was before: the cache keeps it, and nothing else is learned from it.</summary>
    /// <param name="units">The units; one at least before anything is taken.</param>
    /// <param name="isCounted">Whether they are part of the text, or mark its beginning.</param>
    public void Hear(ReadOnlySpan<int> units, bool isCounted = true)
    {
        for (int i = 0; i < units.Length; i++)
        {
            if (isCounted)
            {
                _place?.Read(units[i]);
                _cache?.Keep(units[i]);
            }

            if (i == units.Length - 1)
            {
                // The first step of what learns begins with this unit.
                _learner?.Begin(_session.Save());
            }

            Step(units[i]);
        }
    }

    /// <summary>Reads a unit that the cache keeps, and that nothing else is learned from.</summary>
    public void Read(int unit)
    {
        _place?.Read(unit);
        _cache?.Keep(unit);
        Step(unit);
    }

    /// <summary>Reads the next unit, and learns from it where it adapts.</summary>
    public void Take(int unit)
    {
        if (_learner is null)
        {
            _place?.Read(unit);
            if (_before.Length > 0)
            {
                Remember(unit);
            }
        }
        else
        {
            _ = Logarithms;
            _place?.Learn(unit, _rate);
            _place?.Count(unit);
            _cache?.Learn(unit, _logarithms[unit]);
            _cache?.Keep(unit);
            if (!_learner.Take(_last, unit))
            {
                _session.Reset();
                _learner.Begin(_session.Save());
            }
        }

        Step(unit);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _session.Dispose();
        _learner?.Dispose();
        _storage.Dispose();
    }

    private void Step(int unit)
    {
        _unit[0] = unit;
        _session.Step(_unit, _network);
        _scores.Write(_network);
        (_last, _isMixed) = (unit, false);
        if (_cache is not null)
        {
            _session.Read(_topAt, _top);
            _cache.See(_top);
        }
    }
}
