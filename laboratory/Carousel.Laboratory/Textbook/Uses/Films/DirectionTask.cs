using Carousel.Laboratory.Training;
using Carousel.Laboratory.Trials;

namespace Carousel.Laboratory.Textbook.Uses.Films;

/// <summary>
/// Whether a film runs forwards or backwards: the same frames in both, so that only their order tells.
/// </summary>
/// <param name="films">What is shown, every other time backwards.</param>
internal sealed class DirectionTask(IReadOnlyList<Silhouettes> films) : SequenceTask
{
    /// <inheritdoc/>
    public override string Name => "textbook/direction";

    /// <inheritdoc/>
    public override int InputSize => Silhouettes.Side * Silhouettes.Side;

    /// <inheritdoc/>
    public override int OutputSize => 2;

    /// <inheritdoc/>
    public override bool HasClasses => true;

    /// <inheritdoc/>
    public override void Draw(TrialRandom random, int sequences, TaskBatch batch)
    {
        batch.Begin(Silhouettes.Frames, sequences);
        for (int b = 0; b < sequences; b++)
        {
            Silhouettes film = films[random.Below(films.Count)];
            bool isBackwards = random.Coin();
            for (int t = 0; t < Silhouettes.Frames; t++)
            {
                film.Frame(isBackwards ? Silhouettes.Frames - 1 - t : t).CopyTo(batch.Step(b, t));
            }

            batch.AddTarget(b, Silhouettes.Frames - 1, isBackwards ? 1 : 0);
        }
    }
}
