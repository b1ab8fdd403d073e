using Carousel.Autograd;
using Carousel.Data;
using Carousel.Layers;
using Carousel.Memory;

namespace Carousel.Language;

/// <summary>The surprise of each unit of a text: −ln p of the unit after those before it.</summary>
/// <remarks>
/// The text is cut into streams of about equal length that are read side by side. Each but those at the very beginning
/// first reads the 256 units before it, which
/// are not scored again; so every unit but the first of the text is scored once, with at least that much behind it
/// where there is.
/// </remarks>
internal sealed class LanguageScorer
{
    private const int Context = 256, Length = 32, MostStreams = 32;

    private readonly LanguageNetwork _network;
    private readonly int[] _units;
    private readonly int[] _begin;
    private readonly int[] _from;

    /// <summary>Scores a part of a text.</summary>
    /// <param name="network">The model.</param>
    /// <param name="units">The text, from as far before the part as there is.</param>
    /// <param name="first">The first unit that is scored, 1 or more.</param>
    public LanguageScorer(LanguageNetwork network, int[] units, int first)
    {
        first = Math.Max(1, first);
        int count = Math.Max(0, units.Length - first);
        int streams = Math.Clamp(count / Context, 1, MostStreams), each = (count + streams - 1) / streams;
        (_network, _units) = (network, units);
        _begin = [.. Enumerable.Range(0, streams + 1).Select(b => Math.Min(units.Length, first + (b * each)))];
        _from = [.. _begin.SkipLast(1).Select(begin => Math.Max(0, begin - 1 - Context))];
    }

    /// <summary>−ln p of each unit scored, in the order of the text.</summary>
    public float[] Surprises(Tape tape, CancellationToken cancellation)
    {
        var surprises = new float[_begin[^1] - _begin[0]];
        var packing = new Packing();
        int V = _network.OutputSize;
        float[] state = [];
        float value = 0;
        for (int start = 0; ; start += Length)
        {
            packing.Set([.. _from.Select((from, b) => Math.Clamp(_begin[b + 1] - 1 - from - start, 0, Length))]);
            if (packing.Rows == 0)
            {
                return surprises;
            }

            cancellation.ThrowIfCancellationRequested();
            tape.Begin(TapeMode.Inference);
            var input = new float[packing.Rows];
            foreach ((int _, int row, int place) in Steps(start, packing))
            {
                input[row] = _units[place];
            }

            Variable carried = start == 0
                ? default
                : tape.Input(state, new Shape(packing.BatchSize, _network.StateSize));
            SequenceOutput run = _network.Forward(
                tape, tape.Input(input, new Shape(packing.Rows, 1)), packing, carried);
            state = run.FinalState.Value.ToArray();
            Tensor logarithms = tape.Arena.Allocate(run.Hidden.Shape);
            tape.Backend.SoftmaxForward(logarithm: true, run.Hidden.Value, logarithms);
            logarithms = logarithms.Reshape(new Shape(packing.Rows * V, 1));
            foreach ((int stream, int row, int place) in Steps(start, packing)
                .Where(s => s.Place + 1 >= _begin[s.Stream]))
            {
                logarithms.Rows((row * V) + _units[place + 1], 1).Read(new Span<float>(ref value));
                surprises[place + 1 - _begin[0]] = -value;
            }
        }
    }

    /// <summary>The steps packed: whose they are, their rows, and the places of the units that they read.</summary>
    private IEnumerable<(int Stream, int Row, int Place)> Steps(int start, Packing packing)
    {
        for (int b = 0; b < _from.Length; b++)
        {
            int length = packing.Lengths[packing.Place[b]];
            for (int t = 0; t < length; t++)
            {
                yield return (b, packing.Row(b, t), _from[b] + start + t);
            }
        }
    }
}
