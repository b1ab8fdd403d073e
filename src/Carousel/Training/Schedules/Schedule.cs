namespace Carousel.Training;

/// <summary>How the learning rate changes during a training: a factor that depends only on the step.</summary>
public abstract record Schedule
{
    /// <summary>The factor for one step.</summary>
    /// <param name="step">0, 1, …: the step about to be made.</param>
    /// <param name="steps">Steps of the whole training.</param>
    /// <returns>A factor on the learning rate.</returns>
    public abstract double Factor(long step, long steps);

    /// <summary>Name and numbers, for checkpoints.</summary>
    internal abstract IEnumerable<KeyValuePair<string, string>> ToSettings();
}
