namespace Carousel.Training;

/// <summary>Where a training stands, for its schedule.</summary>
/// <param name="Step">0, 1, …: the step about to be made.</param>
/// <param name="Steps">Steps of the whole training.</param>
/// <param name="Epoch">0, 1, ….</param>
/// <param name="Plateaus">How often the score has stopped improving.</param>
public readonly record struct ScheduleMoment(long Step, long Steps, int Epoch, int Plateaus);

/// <summary>How the learning rate changes during a training: a factor that depends only on the moment.</summary>
public abstract record Schedule
{
    /// <summary>The factor for one step.</summary>
    /// <param name="moment">Where the training stands.</param>
    /// <returns>A factor on the learning rate.</returns>
    public abstract double Factor(in ScheduleMoment moment);

    /// <summary>Name and numbers, for checkpoints.</summary>
    internal abstract IEnumerable<KeyValuePair<string, string>> ToSettings();
}
