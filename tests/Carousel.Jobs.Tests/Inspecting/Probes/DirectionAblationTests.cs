using Carousel.Autograd;
using Carousel.Data;
using Carousel.Inspection.Looks;
using Carousel.Inspection.Probes;
using Carousel.Inspection.Traces;
using Carousel.Layers;
using Carousel.Networks;
using Carousel.Testing;

namespace Carousel.Jobs.Tests.Inspecting.Probes;

public sealed class DirectionAblationTests : IDisposable
{
    private const int I = 24, H = 24, T = 200, Sequences = 12, Used = 4;

    private readonly CpuBackend _backend = new(1);

    public void Dispose() => _backend.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Loss_Rises_WithoutWhatTheModelUses_AndNotWithoutExchangedTracksOfIt(bool isCausal)
    {
        var model = new PlantedModel(_backend, isCausal, usesUnit: true);
        ProbeRows rows = Rows(model);
        ProbeTarget unit = ProbeTarget.OfNumbers(
            [.. Enumerable.Range(0, rows.Count).Select(n => (double)rows.Row(n)[Used])]);

        DirectionLoss loss = Measured(model, rows, unit, seed: 1);

        // The loss is 1 − 4·h² of one unit: without any of it h would be its mean, and the loss rise by four times the
        // unit's variance. A little of it stays, since other units are correlated with it.
        double most = 4 * rows.Deviations[Used] * rows.Deviations[Used];
        Assert.InRange(loss.Rise, 0.3 * most, 1.05 * most);
        Assert.True(loss.IsUsed);
        Assert.Equal(0.05, loss.PValue, 9);
        Assert.InRange(loss.ExchangedRise, -0.3 * loss.Rise, 0.5 * loss.Rise);
        Assert.Equal((1, 19, isCausal, T * Sequences), (loss.Directions, loss.Draws, loss.IsRecurrent, loss.Steps));
    }

    [Fact]
    public void Loss_StaysAsItIs_WhereTheModelUsesNothing()
    {
        var model = new PlantedModel(_backend, isCausal: true, usesUnit: false);
        ProbeRows rows = Rows(model);
        var classes = ProbeTarget.OfClasses([.. Enumerable.Range(0, rows.Count).Select(n => n / 7 % 3)], 3);

        DirectionLoss loss = Measured(model, rows, classes, seed: 1);

        // Three classes have two directions between them.
        Assert.Equal((0, 0, 1, 2, false), (loss.Rise, loss.ExchangedRise, loss.PValue, loss.Directions, loss.IsUsed));
    }

    [Fact]
    [Trait("Speed", "Slow")]
    public void PValue_IsRarelySmall_WhereASlowPropertyHasNothingToDoWithAModelThatUsesSlowUnits()
    {
        // Inputs change slowly, so the states do, and the loss depends on all units.
        var model = new PlantedModel(_backend, isCausal: false, usesUnit: false, memory: 0.98, usesAll: true);
        ProbeRows rows = Rows(model);
        int small = 0;
        const int looks = 30;
        for (int look = 0; look < looks; look++)
        {
            var draws = new Draws(1000 + look);
            double x = 0;
            double[] slow = [.. Enumerable.Range(0, rows.Count).Select(_ => x = (0.98 * x) + draws.Value())];
            small += Measured(model, rows, ProbeTarget.OfNumbers(slow), (ulong)look + 1).PValue <= 0.05 ? 1 : 0;
        }

        // Binomial of 30 with 0.05: more than 5 in 3 of 1,000 runs.
        Assert.InRange(small, 0, 5);
    }

    private static DirectionLoss Measured(PlantedModel model, ProbeRows rows, ProbeTarget target, ulong seed) =>
        DirectionAblation.Of(
            model, model.Sequences, seed, rows, target, new TrackExchange(rows.Groups, seed),
            new LookProgress(null, TestContext.Current.CancellationToken))!;

    private static ProbeRows Rows(PlantedModel model)
    {
        float[] states = [.. model.Sequences.SelectMany(s => model.Hidden(s))];
        return new ProbeRows(
            states, states.Length / (T * Sequences), [.. Enumerable.Range(0, T * Sequences).Select(n => n / T)], 5, 1);
    }

    private sealed class PlantedModel : IInspectedModel
    {
        private readonly bool _usesUnit;
        private readonly bool _usesAll;

        public PlantedModel(Backend backend, bool isCausal, bool usesUnit, double memory = 0, bool usesAll = false)
        {
            (Backend, _usesUnit, _usesAll) = (backend, usesUnit, usesAll);
            Reader = isCausal
                ? new Lstm(I, H)
                : new Bidirectional(new Lstm(I, H / 2), new Lstm(I, H / 2, reverse: true));
            Reader.Build(backend, 5);
            Sequences =
            [
                .. Enumerable.Range(0, DirectionAblationTests.Sequences)
                    .Select(k => new InspectedSequence($"{k}", Inputs(k, memory), T)),
            ];
        }

        public IReadOnlyList<InspectedSequence> Sequences { get; }

        public Backend Backend { get; }

        public SequenceLayer Reader { get; }

        public string StepName => "step";

        public double? HoursPerStep => null;

        public IReadOnlyList<string> InputNames => [];

        public string LossName => "units";

        public string ScoreName => "";

        public float[] Hidden(InspectedSequence sequence)
        {
            IReadOnlyList<LayerTrace> layers = NetworkTrace.Of(Backend, Reader, sequence.Input, [TraceQuantity.Hidden]);
            return [
                .. Enumerable.Range(0, T)
                    .SelectMany(
                        t => layers.SelectMany(l => l[TraceQuantity.Hidden].Skip(t * l.Outputs).Take(l.Outputs))),
            ];
        }

        public IReadOnlyList<InspectedSequence> Read(JobInput data, CancellationToken cancellation) => Sequences;

        private static float[] Inputs(int sequence, double memory)
        {
            float[] inputs = new Draws(sequence).Floats(T * I);
            for (int at = I; at < inputs.Length; at++)
            {
                inputs[at] = (float)((memory * inputs[at - I]) + (Math.Sqrt(1 - (memory * memory)) * inputs[at]));
            }

            return inputs;
        }

        public double[] Losses(InspectedSequence sequence, float[] hidden, float[] finalState) =>
            [
                .. Enumerable.Range(0, T)
                    .Select(
                        t =>
                            1
                                - (_usesUnit ? 4.0 * hidden[(t * H) + Used] * hidden[(t * H) + Used]
                                    : _usesAll ? hidden.Skip(t * H).Take(H).Sum(v => v * v)
                                    : 0)),
            ];

        public Variable Score(Tape tape, InspectedSequence sequence, Variable input, Packing packing, int answer) =>
            throw new NotSupportedException();
    }
}
