namespace Carousel.Laboratory.Trials;

/// <summary>
/// One trial: a network from its random weights until it has learned or its budget is spent. It says what is shown
/// next; the caller shows it.
/// </summary>
/// <remarks>
/// Trials do not see networks, only what came of showing a sequence, so one procedure serves every method and many
/// trials can run in the lanes of one.
/// </remarks>
internal abstract class Trial
{
    /// <summary>Makes a trial.</summary>
    /// <param name="number">The trial's number, from 0.</param>
    protected Trial(int number) => Number = number;

    /// <summary>The trial's number, from 0.</summary>
    public int Number { get; }

    /// <summary>Where the random weights come from.</summary>
    public abstract TrialRandom WeightRandom { get; }

    /// <summary>What came of it so far; complete when <see cref="Run"/> has ended.</summary>
    public TrialResult Result { get; } = new();

    /// <summary>The procedure. After each yield the presentation has been shown and holds what came of it.</summary>
    public abstract IEnumerable<Presentation> Run();
}
