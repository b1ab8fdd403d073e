using Carousel.Autograd;
using Carousel.Networks;
using Carousel.Tests.Training;
using Carousel.Training;

namespace Carousel.Inspection.Tests.Traces;

/// <summary>A batch of a training is shown from inside, and the training does not notice.</summary>
public sealed class BatchTraceTests
{
    [Fact]
    public void Run_ShowsEveryQuantityOfTheCell()
    {
        using var backend = new CpuBackend(1);
        SequenceRegressor problem = SequenceRegressor.Random(backend);
        var shown = new Dictionary<TraceQuantity, float[]>();

        double loss = BatchTrace.Run(backend, problem, (_, quantity, values) => shown.Add(quantity, values.ToArray()));

        Assert.True(loss > 0);
        Assert.Equal(
            [
                TraceQuantity.Hidden, TraceQuantity.Cell, TraceQuantity.InputGate, TraceQuantity.ForgetGate,
                TraceQuantity.OutputGate, TraceQuantity.Candidate,
            ],
            shown.Keys.Order());
        Assert.Single(shown.Values.Select(values => values.Length).Distinct());
        Assert.All(shown[TraceQuantity.ForgetGate], gate => Assert.InRange(gate, 0, 1));

        // h = o ⊙ tanh(c), so that tables belong to the same steps.
        for (int i = 0; i < shown[TraceQuantity.Hidden].Length; i++)
        {
            Assert.Equal(
                shown[TraceQuantity.OutputGate][i] * Math.Tanh(shown[TraceQuantity.Cell][i]),
                shown[TraceQuantity.Hidden][i], 1e-6);
        }
    }

    [Fact]
    public void Run_LeavesTheTrainingAsItWas()
    {
        Assert.Equal(Train([]), Train([new Looking()]));
    }

    private static float[] Train(IReadOnlyList<ITrainingObserver> observers)
    {
        using var backend = new CpuBackend(1);
        SequenceRegressor problem = SequenceRegressor.Random(backend);
        using var trainer = new Trainer(
            backend, problem, new TrainerOptions { Epochs = 3, LearningRate = 0.01 }, observers);
        trainer.Fit(TestContext.Current.CancellationToken);
        return [.. problem.Model.Parameters.SelectMany(parameter => parameter.Value.ToArray())];
    }

    private sealed class Looking : ITrainingObserver
    {
        private Backend? _backend;
        private ITrainingProblem? _problem;

        public void OnStarting(Backend backend, ITrainingProblem problem) => (_backend, _problem) = (backend, problem);

        public void OnStep(in StepReport report) => BatchTrace.Run(_backend!, _problem!, (_, _, _) => { });
    }
}
