using Carousel.Forecasting;
using Carousel.Laboratory.ZeroShot;
using Carousel.Laboratory.ZeroShot.Evaluation;
using Carousel.Layers;
using Carousel.Storage;
using Carousel.Training;

namespace Carousel.Laboratory.Tests.ZeroShot;

/// <summary>A small training of the zero-shot network: the same file by any threads, and resumed.</summary>
public sealed class ZeroShotTrainingTests : IDisposable
{
    private static readonly ZeroShotTraining _small = new(3) { Hidden = 8, Epochs = 2, Batches = 2, Series = 240 };

    private readonly string _folder = Directory.CreateTempSubdirectory("carousel-zero-shot").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Training_GivesTheSameFile_WithOtherThreads_AndResumed()
    {
        byte[] one = Train("one", threads: 1, stopAt: 0), two = Train("two", threads: 2, stopAt: 0),
            resumed = Train("three", threads: 2, stopAt: 3);
        Assert.Equal(one, two);
        Assert.Equal(one, resumed);
    }

    [Theory]
    [InlineData("lstm")]
    [InlineData("slstm")]
    [InlineData("delta")]
    public void ANetworkOfAnotherCell_IsTrainedAndMeasured(string cell)
    {
        ZeroShotTraining other = _small with { Cell = RecurrentCell.Find(cell)!, Hidden = 16, Epochs = 1 };
        string model = Path.Combine(_folder, cell);
        other.Run(
            model, model + ".checkpoint", resumes: false, threads: 1, new StopAt(0, new CancellationTokenSource()),
            CancellationToken.None);
        File.WriteAllLines(
            Path.Combine(_folder, "wave.csv"),
            Enumerable.Range(0, 300).Select(t => Invariant.Of($"{10 + (5 * Math.Sin(t)):F3}")).Prepend("y"));
        using ZeroShotForecaster trained = other.Load(model, threads: 1);
        var evaluation = new ZeroShotEvaluation(_folder, threads: 1, trained);
        ZeroShotEvaluation.Row row = evaluation.Measure(
            new EvaluationSet("wave", "wave.csv", "y", 12, 24, 12, [24]), TestContext.Current.CancellationToken);

        Assert.Equal(["zero-shot"], evaluation.Methods);
        Assert.Equal(2, row.Errors.Length);
        Assert.All(row.Errors, error => Assert.InRange(error, 0, 10));
        using ZeroShotForecaster wrong = _small.Load(model, threads: 1);
        Assert.StartsWith(
            model, Assert.Throws<ModelFileException>(() => wrong.Forecast([1, 2, 3, 4, 5, 6], 2)).Message,
            StringComparison.Ordinal);
    }

    private byte[] Train(string name, int threads, int stopAt)
    {
        string model = Path.Combine(_folder, name), checkpoint = model + ".checkpoint";
        using var stop = new CancellationTokenSource();
        TrainingResult result = _small.Run(
            model, checkpoint, resumes: false, threads, new StopAt(stopAt, stop), stop.Token);
        if (stopAt > 0)
        {
            Assert.Equal(StopReason.Canceled, result.Reason);
            Assert.False(File.Exists(model));
            _small.Run(model, checkpoint, resumes: true, threads, new StopAt(0, stop), CancellationToken.None);
        }

        return File.ReadAllBytes(model);
    }

    private sealed class StopAt(int step, CancellationTokenSource stop) : ITrainingObserver
    {
        public void OnStep(in StepReport report)
        {
            if (report.Step == step)
            {
                stop.Cancel();
            }
        }
    }
}
