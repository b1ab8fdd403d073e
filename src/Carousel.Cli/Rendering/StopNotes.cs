using Carousel.Training;

namespace Carousel.Cli.Rendering;

/// <summary>Why a training ended before its last epoch, for a person.</summary>
internal static class StopNotes
{
    /// <summary>The reason as a clause; null if all epochs were done or the user stopped it.</summary>
    /// <param name="result">What the training reached.</param>
    public static string? Of(TrainingResult result) => result.Reason switch
    {
        StopReason.StoppedEarly =>
            $"stopped early: the validation score has not improved since epoch {result.BestEpoch}",
        StopReason.Decided =>
            $"ended after epoch {result.Epochs}: more training cannot improve the answers measurably",
        _ => null,
    };
}
