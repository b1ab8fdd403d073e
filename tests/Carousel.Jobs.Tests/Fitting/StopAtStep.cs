using Carousel.Training;

namespace Carousel.Jobs.Tests.Fitting;

/// <summary>Cancels a training when a step is done.</summary>
internal sealed class StopAtStep(long step, CancellationTokenSource source) : ITrainingObserver
{
    public void OnStep(in StepReport report)
    {
        if (report.Step == step)
        {
            source.Cancel();
        }
    }
}
