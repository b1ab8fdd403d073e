using Carousel.Autograd;
using Carousel.Data;
using Carousel.Layers;
using Carousel.Tensors;

namespace Carousel.Language;

/// <summary>The surprise of each unit of a text: −ln p of the unit after those before it.</summary>
/// <remarks>
/// The text is cut into streams of about equal length that are read side by side. Each but those at the very beginning
/// first reads the 256 units before it, which
/// are not scored again; so every unit except the first of the text is scored once, with at least that much context
/// where there is.
/// </remarks>
/// <param name="network">The model.</param>
/// <param name="units">The text, from as far before the part as there is.</param>
/// <param name="first">The first unit that is scored, 1 or more.</param>
/// <param name="counts">The counts inside; null scores only the network.</param>
/// <param name="rate">How fast their mixture learns from each unit, in the order of scoring; 0 leaves it.</param>
internal sealed class LanguageScorer(
    LanguageNetwork network, int[] units, int first, TextCounts? counts = null, double rate = 0)
{
    private const int Context = 256, Length = 32, MostStreams = 32;

    private readonly int[] _begin = Begin(Math.Max(1, first), units.Length);

    private int[] From => field ??= [.. _begin.SkipLast(1).Select(begin => Math.Max(0, begin - 1 - Context))];

    /// <summary>−ln p of each unit scored, in the order of the text.</summary>
    public float[] Surprises(Tape tape, CancellationToken cancellation)
    {
        var surprises = new float[_begin[^1] - _begin[0]];
        var packing = new Packing();
        MixedPlace[] places = Places();
        int V = network.OutputSize;
        float[] state = [], row = new float[V];
        for (int start = 0; ; start += Length)
        {
            packing.Set([.. From.Select((from, b) => Math.Clamp(_begin[b + 1] - 1 - from - start, 0, Length))]);
            if (packing.Rows == 0)
            {
                return surprises;
            }

            cancellation.ThrowIfCancellationRequested();
            tape.Begin(TapeMode.Inference);
            var input = new float[packing.Rows];
            foreach ((int _, int at, int place) in Steps(start, packing))
            {
                input[at] = units[place];
            }

            Variable carried = start == 0
                ? default
                : tape.Input(state, new Shape(packing.BatchSize, network.StateSize));
            SequenceOutput run = network.Forward(
                tape, tape.Input(input, new Shape(packing.Rows, 1)), packing, carried);
            state = run.FinalState.Value.ToArray();
            Tensor logarithms = tape.Arena.Allocate(run.Hidden.Shape);
            tape.Backend.SoftmaxForward(logarithm: true, run.Hidden.Value, logarithms);
            logarithms = logarithms.Reshape(new Shape(packing.Rows * V, 1));
            foreach ((int stream, int at, int place) in Steps(start, packing))
            {
                if (counts is not null)
                {
                    places[stream].Read(units[place]);
                }

                if (place + 1 >= _begin[stream])
                {
                    int next = units[place + 1];
                    logarithms.Rows(at * V, V).Read(row);
                    surprises[place + 1 - _begin[0]] =
                        -(counts is null ? row[next] : Mixed(places[stream], row, next));
                }
            }
        }
    }

    private static int[] Begin(int first, int end)
    {
        int count = Math.Max(0, end - first);
        int streams = Math.Clamp(count / Context, 1, MostStreams), each = (count + streams - 1) / streams;
        return [.. Enumerable.Range(0, streams + 1).Select(b => Math.Min(end, first + (b * each)))];
    }

    private MixedPlace[] Places() => counts is null
        ? []
        : [.. From.Select(_ => new MixedPlace(counts.Table, counts.Mixture, counts.Vocabulary))];

    private float Mixed(MixedPlace place, float[] row, int next)
    {
        float found = (float)place.Mix(row)[next];
        if (rate > 0)
        {
            place.Learn(next, rate);
        }

        return found;
    }

    /// <summary>The steps packed: whose they are, their rows, and the places of the units that they read.</summary>
    private IEnumerable<(int Stream, int Row, int Place)> Steps(int start, Packing packing)
    {
        for (int b = 0; b < From.Length; b++)
        {
            int length = packing.Lengths[packing.Place[b]];
            for (int t = 0; t < length; t++)
            {
                yield return (b, packing.Row(b, t), From[b] + start + t);
            }
        }
    }
}
