using Carousel.Autograd;
using Carousel.Data;
using Carousel.Jobs.Reading;
using Carousel.Layers;
using Carousel.Tensors;
using Carousel.Training;

namespace Carousel.Jobs.Tests.Gaps;

/// <summary>What the trainer trains: the likelihood of logarithms of silences.</summary>
internal sealed class GapProblem(
    Stack network, IReadOnlyList<GapExample> training, IReadOnlyList<GapExample> validation, int batchSize, ulong seed,
    string fingerprint)
    : ExampleProblem<GapExample>(network, training, validation, batchSize, seed, "order of ids", fingerprint)
{
    private readonly GapBatch _batch = new(network);

    /// <inheritdoc/>
    protected override BatchLoss Loss(Tape tape, GapExample[] examples)
    {
        Variable answers = _batch.Run(tape, examples);
        return Training.Loss.StudentT.ApplyToBatch(tape, answers, _batch.Targets(tape));
    }
}

/// <summary>The events of an id, or a piece of them, as the network reads them.</summary>
/// <param name="History">Whose they are.</param>
/// <param name="Features">[L, I].</param>
/// <param name="Targets">[L]: the scaled silence after each; NaN after the last, which is not over.</param>
internal sealed record GapExample(GapHistory History, float[] Features, float[] Targets)
{
    /// <summary>L: how many events.</summary>
    public int Length => Targets.Length;

    /// <summary>I: values of an event.</summary>
    public int InputSize => Features.Length / Length;

    /// <summary>How many silences are over.</summary>
    public int Silences => float.IsNaN(Targets[^1]) ? Length - 1 : Length;

    /// <summary>Pieces of at most the given number of events, each with a silence.</summary>
    public IEnumerable<GapExample> Cut(int length)
    {
        for (int first = 0; first < Silences; first += length)
        {
            int end = Math.Min(first + length, Length);
            yield return new GapExample(History, Features[(first * InputSize)..(end * InputSize)], Targets[first..end]);
        }
    }
}

/// <summary>Makes numbers of events.</summary>
/// <param name="design">What is read.</param>
/// <param name="scale">What silences and numbers are scaled by.</param>
internal sealed class GapEncoder(GapDesign design, GapScale scale)
{
    private readonly Dictionary<string, int>[] _places =
        [.. design.Kinds.Select(k => k.Values.Index().ToDictionary(v => v.Item, v => v.Index, StringComparer.Ordinal))];

    /// <summary>The numbers of ids.</summary>
    public IReadOnlyList<GapExample> Encode(IReadOnlyList<GapHistory> histories) => [.. histories.Select(Encode)];

    private GapExample Encode(GapHistory history)
    {
        EventSequence events = history.Events;
        int size = design.InputSize, last = events.Length - 1;
        float[] features = new float[events.Length * size], targets = new float[events.Length];
        for (int t = 0; t <= last; t++)
        {
            targets[t] = t < last ? scale.Apply(0, history.Silence(t)) : float.NaN;
            Span<float> row = features.AsSpan(t * size, size);
            (row[0], row[1]) = t > 0 ? (targets[t - 1], 1) : (0, 0);
            double day = events.Times[t].TimeOfDay.TotalDays, week = ((int)events.Times[t].DayOfWeek + day) / 7;
            (row[2], row[3]) = ((float)Math.Sin(2 * Math.PI * day), (float)Math.Cos(2 * Math.PI * day));
            (row[4], row[5]) = ((float)Math.Sin(2 * Math.PI * week), (float)Math.Cos(2 * Math.PI * week));
            int next = GapDesign.TimeInputs;
            for (int c = 0; c < _places.Length; c++)
            {
                if (_places[c].TryGetValue(history.Category(c, t), out int place))
                {
                    row[next + place] = 1;
                }

                next += _places[c].Count;
            }

            for (int n = 0; n < design.Columns.Numbers.Count; n++)
            {
                float number = events.Number(n)[t];
                row[next + n] = float.IsNaN(number) ? 0 : scale.Apply(1 + n, number);
            }
        }

        return new GapExample(history, features, targets);
    }
}

/// <summary>Examples as one batch.</summary>
internal sealed class GapBatch(Stack network)
{
    private readonly SequenceBatch _inputs = new(network.InputSize), _targets = new(1);

    /// <summary>The arrangement of the examples in the rows.</summary>
    public Packing Packing => _inputs.Packing;

    /// <summary>What the network answers, [N, 3].</summary>
    public Variable Run(Tape tape, IReadOnlyList<GapExample> examples)
    {
        int[] lengths = [.. examples.Select(e => e.Length)];
        _inputs.Begin(lengths);
        _targets.Begin(lengths);
        for (int e = 0; e < lengths.Length; e++)
        {
            _inputs.SetSequence(e, examples[e].Features);
            _targets.SetSequence(e, examples[e].Targets);
        }

        Variable inputs = tape.Input(_inputs);
        return network.Forward(tape, inputs, Packing).Hidden;
    }

    /// <summary>The targets of the batch, [N, 1].</summary>
    public Tensor Targets(Tape tape) => tape.Input(_targets.Values, new Shape(Packing.Rows, 1)).Value;
}
