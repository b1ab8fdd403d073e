using Carousel.Laboratory.ZeroShot;
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
