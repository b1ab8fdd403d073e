using Carousel.Autograd;
using Carousel.Backends;
using Carousel.Data;
using Carousel.Inspection.Probes;
using Carousel.Inspection.Traces;
using Carousel.Layers;
using Carousel.Tasks.Inspecting;
using Carousel.Tasks.Inspecting.Probes;
using Carousel.Tasks.Jobs;
using Carousel.Testing;

namespace Carousel.Tasks.Tests.Inspecting.Probes;

public sealed class DirectionAblationTests : IDisposable
{
    private const int I = 24, H = 24, T = 200, Sequences = 12, Used = 4;

    private readonly CpuBackend _backend = new(1);

    public void Dispose() => _backend.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Loss_Rises_WithoutADirectionThatTheModelUses_AndNotWithoutRandomOnes(bool isCausal)
    {
        var model = new PlantedModel(_backend, isCausal, usesUnit: true);
        ProbeRows rows = Rows(model);
        double[] direction = new double[rows.Size];
        direction[Used] = 1;

        DirectionLoss loss = DirectionAblation.Of(model, model.Sequences, 1, rows, [direction], null, TestContext.Current.CancellationToken)!;

        // The loss is 1 − 4·h² of one unit: without any of it h would be its mean, and the loss rise by four times the unit's variance. A little of it stays, since what goes with it stands in other units too.
        double most = 4 * rows.Deviations[Used] * rows.Deviations[Used];
        Assert.InRange(loss.Rise, 0.3 * most, 1.05 * most);
        Assert.True(loss.IsUsed);
        Assert.Equal(0.05, loss.PValue, 9);
        Assert.InRange(loss.RandomRise, -0.3 * loss.Rise, 0.5 * loss.Rise);
        Assert.Equal(isCausal, loss.IsRecurrent);
        Assert.Equal(T * Sequences, loss.Steps);
    }

    [Fact]
    public void Loss_StaysAsItIs_WhereTheModelUsesNothing()
    {
        var model = new PlantedModel(_backend, isCausal: true, usesUnit: false);
        ProbeRows rows = Rows(model);

        DirectionLoss loss = DirectionAblation.Of(model, model.Sequences, 1, rows, [new Draws(3).Vector(H), new Draws(4).Vector(H), new Draws(5).Vector(H)], null, TestContext.Current.CancellationToken)!;

        // Three classes have two directions between them.
        Assert.Equal((0, 0, 1, 2, false), (loss.Rise, loss.RandomRise, loss.PValue, loss.Directions, loss.IsUsed));
    }

    private ProbeRows Rows(PlantedModel model)
    {
        float[] states = [.. model.Sequences.SelectMany(s => model.Hidden(s))];
        return new ProbeRows(states, states.Length / (T * Sequences), [.. Enumerable.Range(0, T * Sequences).Select(n => n / T)], 5, 1);
    }

    private sealed class PlantedModel : IInspectedModel
    {
        private readonly bool _usesUnit;

        public PlantedModel(Backend backend, bool isCausal, bool usesUnit)
        {
            (Backend, _usesUnit) = (backend, usesUnit);
            Reader = isCausal ? new Lstm(I, H) : new Bidirectional(new Lstm(I, H / 2), new Lstm(I, H / 2, reverse: true));
            Reader.Build(backend, 5);
            Sequences = [.. Enumerable.Range(0, DirectionAblationTests.Sequences).Select(k => new InspectedSequence($"{k}", new Draws(k).Floats(T * I), T))];
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
            return [.. Enumerable.Range(0, T).SelectMany(t => layers.SelectMany(l => l[TraceQuantity.Hidden].Skip(t * l.Outputs).Take(l.Outputs)))];
        }

        public IReadOnlyList<InspectedSequence> Read(JobInput data, CancellationToken cancellation) => Sequences;

        public double[] Losses(InspectedSequence sequence, float[] hidden, float[] finalState) =>
            [.. Enumerable.Range(0, T).Select(t => 1 - (_usesUnit ? 4.0 * hidden[(t * H) + Used] * hidden[(t * H) + Used] : 0))];

        public Variable Score(Tape tape, InspectedSequence sequence, Variable input, Packing packing, int answer) => throw new NotSupportedException();
    }
}
