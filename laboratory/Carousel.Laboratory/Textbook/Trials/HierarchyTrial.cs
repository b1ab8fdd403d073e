using Carousel.Autograd;
using Carousel.Inspection.Probes;
using Carousel.Laboratory.Textbook.Uses;
using Carousel.Laboratory.Textbook.Uses.Languages;
using Carousel.Laboratory.Training;
using Carousel.Laboratory.Trials;
using Carousel.Layers;
using Carousel.Tensors;

namespace Carousel.Laboratory.Textbook.Trials;

/// <summary>
/// What linear probes read from each of two layers that predict letters of a made text: the letter before, which is
/// fast, and the subject of the text, which is slow.
/// </summary>
internal sealed class HierarchyTrial : StatementTrial
{
    private const int Units = 16, Batches = 3_000, Asked = 100, Every = 7, First = 15, Folds = 5;

    /// <inheritdoc/>
    public override int Number => 45;

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, double> Measure(
        ulong seed, CpuBackend backend, Action<double> progress, CancellationToken cancellation)
    {
        var text = new SubjectText(seed);
        var lower = new Lstm(SubjectText.Letters, Units);
        var upper = new Lstm(Units, Units);
        TaskNetwork network = UseTraining.Run(backend, new Stack(lower, upper), text, Batches, seed, cancellation);
        progress(0.9);
        var batch = new TaskBatch(text);
        int[] subjects = text.Fill(new TrialRandom(seed, "textbook/subjects/asked", 0), Asked, batch);
        using var arena = new Arena(backend);
        var tape = new Tape(backend, arena);
        tape.Begin(TapeMode.Inference);
        Variable input = tape.Input(
            batch.Inputs.Values, new Shape(batch.Inputs.Packing.Rows, batch.Inputs.FeatureSize));
        Variable below = lower.Forward(tape, input, batch.Inputs.Packing).Hidden;
        Variable above = upper.Forward(tape, below, batch.Inputs.Packing).Hidden;
        (int Text, int Step)[] places =
        [
            .. Enumerable.Range(0, Asked).SelectMany(b => Enumerable.Range(First, SubjectText.Length - 1 - First)
                .Where(t => t % Every == 0).Select(t => (b, t))),
        ];
        int[] groups = [.. places.Select(p => p.Text)];
        IEnumerable<ProbeTarget> Is(int classes, Func<int, int, int> of) => Enumerable.Range(0, classes).Select(
            own => ProbeTarget.OfNumbers([.. places.Select(p => of(p.Text, p.Step) == own ? 1.0 : 0)]));
        ProbeTarget[] targets =
        [
            .. Is(SubjectText.Letters, (b, t) => batch.Step(b, t - 1).IndexOf(1f)),
            .. Is(SubjectText.Subjects, (b, _) => subjects[b]),
        ];
        double[] Read(Variable states)
        {
            float[] all = states.Value.ToArray();
            float[] rows =
            [
                .. places.SelectMany(p => all.AsSpan(
                    batch.Inputs.Packing.Row(p.Text, p.Step) * Units, Units).ToArray()),
            ];
            IReadOnlyList<double[]> read = RidgeProbe.Read(
                new ProbeRows(rows, Units, groups, Folds, seed), targets, cancellation);
            double[] scores = [.. targets.Select((target, k) => new ProbeScore(target, read[k], groups).Value)];
            return [scores[..SubjectText.Letters].Average(), scores[SubjectText.Letters..].Average()];
        }

        double[] first = Read(below), second = Read(above);
        return new Dictionary<string, double>
        {
            ["fast_below_less_above"] = first[0] - second[0],
            ["slow_above_less_below"] = second[1] - first[1],
            ["fast_below"] = first[0],
            ["slow_above"] = second[1],
        };
    }
}
