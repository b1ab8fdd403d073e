using Carousel.Backends;
using Carousel.Tests.Storage;
using Carousel.Training;
using Carousel.Training.Observers;

namespace Carousel.Tests.Training;

/// <summary>The program in docs/guide/training.md runs.</summary>
public sealed class TrainingGuideTests
{
    [Fact]
    public async Task Guide_LowersTheLossAndLeavesALog()
    {
        using var folder = new TemporaryFolder();
        (string metrics, string checkpoint) = (folder.File("metrics.jsonl"), folder.File("run.checkpoint"));
        CancellationToken cancellation = TestContext.Current.CancellationToken;

        #region guide
        using var backend = new CpuBackend();
        var problem = new TinyProblem(backend, seed: 1);
        var options = new TrainerOptions { Epochs = 30, LearningRate = 3e-3, Patience = 5, CheckpointFile = checkpoint };
        using var log = new MetricsLog(metrics);
        using var trainer = new Trainer(backend, problem, options, [log]);
        TrainingResult result = await trainer.FitAsync(cancellation);
        #endregion

        Assert.True(result.History[^1].TrainingLoss < result.History[0].TrainingLoss);
        log.Dispose();
        Assert.NotEmpty(await File.ReadAllLinesAsync(metrics, cancellation));
    }
}
