using System.Text.Json.Serialization;

namespace Carousel.Training;

/// <summary>Why a training ended.</summary>
public enum StopReason
{
    /// <summary>All epochs were done.</summary>
    Completed,

    /// <summary>The score had not improved for as many epochs as the patience allows.</summary>
    StoppedEarly,

    /// <summary>It was cancelled; it can continue from a checkpoint.</summary>
    [JsonStringEnumMemberName("Cancelled")]
    Canceled,

    /// <summary>More training could not improve the answers: see <see cref="ITrainingProblem.IsDecided"/>.</summary>
    Decided,
}
