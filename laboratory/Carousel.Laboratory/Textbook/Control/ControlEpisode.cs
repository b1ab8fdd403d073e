using Carousel.Laboratory.Trials;

namespace Carousel.Laboratory.Textbook.Control;

/// <summary>A set point to be reached from rest, and a disturbance.</summary>
/// <param name="SetPoint">Where x is to be.</param>
/// <param name="Disturbance">d from the first step on.</param>
/// <param name="Later">d after <paramref name="JumpAt"/>.</param>
/// <param name="JumpAt">The step at which the disturbance becomes another; none where it is negative.</param>
/// <param name="Drift">What is added to d with every step.</param>
internal readonly record struct ControlEpisode(
    double SetPoint, double Disturbance, double Later = 0, int JumpAt = -1, double Drift = 0)
{
    /// <summary>The number of disturbances of training, evenly spaced from −1 to 1.</summary>
    public const int TrainingDisturbances = 16;

    /// <summary>The disturbance at a step.</summary>
    public double At(int step) => (JumpAt >= 0 && step >= JumpAt ? Later : Disturbance) + (Drift * step);

    /// <summary>An episode of training: a set point between −1 and 1 and one of the disturbances of training.</summary>
    public static ControlEpisode Training(TrialRandom random) =>
        new(random.Uniform(-1, 1), -1 + (2.0 * random.Below(TrainingDisturbances) / (TrainingDisturbances - 1)));

    /// <summary>An episode with a disturbance between −1 and 1 that does not occur in training.</summary>
    public static ControlEpisode Unseen(TrialRandom random) => new(random.Uniform(-1, 1), random.Uniform(-1, 1));

    /// <summary>An episode with a disturbance stronger than any of training's.</summary>
    public static ControlEpisode Stronger(TrialRandom random)
    {
        double setPoint = random.Uniform(-1, 1), size = random.Uniform(1, 1.5f);
        return new(setPoint, random.Coin() ? size : -size);
    }

    /// <summary>
    /// An episode of twice the steps in the middle of which the disturbance becomes another; in training it never does.
    /// </summary>
    public static ControlEpisode Jump(TrialRandom random) =>
        new(random.Uniform(-1, 1), random.Uniform(-1, 1), random.Uniform(-1, 1), ControlPlant.Steps);

    /// <summary>Some episodes.</summary>
    /// <param name="count">How many.</param>
    /// <param name="draw">Draws one.</param>
    /// <param name="random">Where chance comes from.</param>
    public static ControlEpisode[] Draw(int count, Func<TrialRandom, ControlEpisode> draw, TrialRandom random) =>
        [.. Enumerable.Range(0, count).Select(_ => draw(random))];
}
