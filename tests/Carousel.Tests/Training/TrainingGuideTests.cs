using Carousel.Autograd;
using Carousel.Layers;
using Carousel.Tensors;
using Carousel.Tests.Storage;
using Carousel.Training;

namespace Carousel.Tests.Training;

/// <summary>The code in docs/how-to/train.md runs.</summary>
public sealed class TrainingGuideTests
{
    [Fact]
    public async Task Guide_LowersTheLossAndLeavesALog()
    {
        using var folder = new TemporaryFolder();
        (string metrics, string checkpoint) = (folder.File("metrics.jsonl"), folder.File("run.checkpoint"));
        CancellationToken cancellation = TestContext.Current.CancellationToken;

        using var backend = new CpuBackend();
        var problem = new TinyProblem(backend, seed: 1);

        #region guide
        var options = new TrainerOptions
        {
            Epochs = 30,
            LearningRate = 3e-3,
            Patience = 5,
            CheckpointFile = checkpoint,
        };
        using var log = new MetricsLog(metrics);
        using var trainer = new Trainer(backend, problem, options, [log]);
        TrainingResult result = await trainer.FitAsync(cancellation);
        #endregion

        Assert.True(result.History[^1].TrainingLoss < result.History[0].TrainingLoss);
        log.Dispose();
        Assert.NotEmpty(await File.ReadAllLinesAsync(metrics, cancellation));
    }

    [Fact]
    public void OwnLoop_LowersTheScore()
    {
        const ulong seed = 1;
        using var backend = new CpuBackend(1);
        var problem = new TinyProblem(backend);
        Layer model = problem.Model;
        using var arena = new Arena(backend);
        var tape = new Tape(backend, arena);
        double before = problem.Validate(tape, CancellationToken.None)!.Value;

        #region loop
        using Optimizer optimizer = new AdamOptions().Create(backend, [.. model.Parameters]);
        var guard = new GradientGuard(backend, model.Parameters);
        for (uint step = 0; step < 100; step++)
        {
            tape.Begin(TapeMode.Training, seed, step);
            Variable loss = Loss(tape);
            guard.Clear();
            tape.Backward(loss);
            guard.ClipNorm(guard.Norm(), limit: 1);
            optimizer.Step(learningRate: 1e-2);
        }
        #endregion

        Assert.True(problem.Validate(tape, CancellationToken.None) < before);

        Variable Loss(Tape tape) => problem.Loss(tape, 0, (int)(tape.Step % 8), default).Mean;
    }

    [Fact]
    public void Check_FindsTheGradientsRight()
    {
        using var backend = new CpuBackend(1);
        var problem = new TinyProblem(backend);
        Layer model = problem.Model;

        #region check
        foreach (GradientDifference difference in GradientCheck.Run(backend, model.Parameters, Loss))
        {
            Assert.InRange(difference.Error, 0, 2e-3);
        }
        #endregion

        Variable Loss(Tape tape) => problem.Loss(tape, 0, 0, default).Mean;
    }
}
