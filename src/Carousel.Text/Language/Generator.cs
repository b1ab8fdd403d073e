using Carousel.Autograd;
using Carousel.Jobs.Measuring;
using Carousel.Jobs.Text;
using Carousel.Tensors;

namespace Carousel.Language;

/// <summary>
/// Continues a text with a language model, one unit at a time, and keeps the state between calls. A unit allocates
/// nothing.
/// </summary>
/// <remarks>
/// Not thread-safe. The draws are a function of seed and place: the same words give the same text on every machine.
/// </remarks>
public sealed class Generator : IDisposable
{
    private readonly Backend _backend;
    private readonly Tokenizer _tokenizer;
    private readonly GenerationOptions _options;
    private readonly LanguageReader _reader;
    private readonly CounterRandom _random;
    private readonly TensorStorage _storage;
    private readonly Tensor _scaled, _shares;
    private readonly float[] _logits, _probabilities;
    private readonly int[] _order;
    private long _drawn;
    private int _last = -1;
    private bool _isDisposed;

    internal Generator(Backend backend, LanguageReader reader, Tokenizer tokenizer, GenerationOptions options)
    {
        (_backend, _reader, _tokenizer, _options) = (backend, reader, tokenizer, options);
        _random = new CounterRandom(options.Seed, CounterRandom.Purpose("next unit"));
        int count = reader.VocabularySize, stride = (count + 15) / 16 * 16;
        _storage = backend.Allocate(2 * stride);
        _scaled = new Tensor(_storage, 0, new Shape(1, count));
        _shares = new Tensor(_storage, stride, new Shape(1, count));
        (_logits, _probabilities, _order) = (new float[count], new float[count], new int[count]);
    }

    /// <summary>Forgets the text read so far, and draws as at the beginning.</summary>
    /// <exception cref="ObjectDisposedException">The speaker has ended.</exception>
    public void Reset()
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        _reader.Reset();
        (_drawn, _last) = (0, -1);
    }

    /// <summary>Listens: the state takes units in, nothing is drawn.</summary>
    /// <param name="units">The units that it reads.</param>
    /// <exception cref="ObjectDisposedException">The speaker has ended.</exception>
    public void Hear(ReadOnlySpan<int> units)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        foreach (int unit in units)
        {
            Take(unit);
        }
    }

    /// <summary>Draws the next unit, which is never the unknown word, and takes it in.</summary>
    /// <returns>Its number.</returns>
    /// <exception cref="InvalidOperationException">It has heard nothing yet.</exception>
    /// <exception cref="ObjectDisposedException">The speaker has ended.</exception>
    public int Next()
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (_last < 0)
        {
            throw new InvalidOperationException("The generator has no text to continue: call Hear first.");
        }

        int unit = Draw();
        Take(unit);
        return unit;
    }

    /// <summary>Listens to a beginning, then speaks.</summary>
    /// <param name="beginning">The beginning; one unit at least if nothing was read before.</param>
    /// <param name="length">How many units it draws.</param>
    /// <param name="writer">Receives the text, unit by unit.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <param name="end">A unit after which it stops, or −1.</param>
    /// <exception cref="ObjectDisposedException">The speaker has ended.</exception>
    public void Say(
        ReadOnlySpan<int> beginning, int length, TextWriter writer, CancellationToken cancellation, int end = -1)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        ArgumentNullException.ThrowIfNull(writer);
        Hear(beginning);
        var text = new UnitWriter(_tokenizer, writer);
        text.Follow(_last);
        for (int n = 0; n < length && !cancellation.IsCancellationRequested; n++)
        {
            int unit = Next();
            text.Write(unit);
            if (unit == end)
            {
                break;
            }
        }

        text.End();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _isDisposed = true;
        _reader.Dispose();
        _storage.Dispose();
    }

    private void Take(int unit)
    {
        _reader.Read(unit);
        _last = unit;
    }

    private int Draw()
    {
        ReadOnlySpan<double> next = _reader.Logarithms;
        for (int unit = 0; unit < _logits.Length; unit++)
        {
            _logits[unit] = (float)next[unit];
        }

        // It replaces rare words in training; which one to write is not known.
        if (_tokenizer.Vocabulary.Unknown is >= 0 and var unknown)
        {
            _logits[unknown] = float.NegativeInfinity;
        }

        if (_options.Temperature == 0)
        {
            return Likeliest.Of(_logits);
        }

        _scaled.Write(_logits);
        _backend.Affine((float)(1 / _options.Temperature), 0, _scaled, _scaled);
        _backend.SoftmaxForward(logarithm: false, _scaled, _shares);
        _shares.Read(_probabilities);
        bool isSorted = _options.TopK is not null || _options.TopP is not null;
        int kept = isSorted ? KeepLikeliest() : _probabilities.Length;
        double total = 0;
        for (int i = 0; i < kept; i++)
        {
            total += _probabilities[i];
        }

        double left = CounterRandom.ToUniform(_random.Word(0, _drawn++)) * total;
        int place = 0;
        while (place < kept - 1 && left >= _probabilities[place])
        {
            left -= _probabilities[place++];
        }

        return isSorted ? _order[place] : place;
    }

    /// <summary>Sorts by falling probability, equal ones by number, and says how many are drawn from.</summary>
    private int KeepLikeliest()
    {
        for (int i = 0; i < _order.Length; i++)
        {
            _order[i] = i;
            _probabilities[i] = -_probabilities[i];
        }

        Array.Sort(_probabilities, _order);
        int most = Math.Min(_options.TopK ?? _order.Length, _order.Length), kept = 0;
        double sum = 0;
        for (int i = 0; i < _order.Length; i++)
        {
            _probabilities[i] = -_probabilities[i];
            if (kept < most && sum < (_options.TopP ?? 2) && _probabilities[i] > 0)
            {
                sum += _probabilities[i];
                kept++;
            }
        }

        return kept;
    }
}
