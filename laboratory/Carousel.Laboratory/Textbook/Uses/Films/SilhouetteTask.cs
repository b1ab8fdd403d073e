using Carousel.Laboratory.Training;
using Carousel.Laboratory.Trials;

namespace Carousel.Laboratory.Textbook.Uses.Films;

/// <summary>Which of walking, running and jumping a body does in a film.</summary>
/// <param name="films">What is shown, in no order.</param>
/// <param name="asksEachFrame">Whether the action is asked for at every frame, and not only at the last.</param>
internal sealed class SilhouetteTask(IReadOnlyList<Silhouettes> films, bool asksEachFrame) : SequenceTask
{
    /// <inheritdoc/>
    public override string Name => "textbook/silhouettes";

    /// <inheritdoc/>
    public override int InputSize => Silhouettes.Side * Silhouettes.Side;

    /// <inheritdoc/>
    public override int OutputSize => Silhouettes.Actions.Count;

    /// <inheritdoc/>
    public override bool HasClasses => true;

    /// <inheritdoc/>
    public override void Draw(TrialRandom random, int sequences, TaskBatch batch)
    {
        batch.Begin(Silhouettes.Frames, sequences);
        for (int b = 0; b < sequences; b++)
        {
            Silhouettes film = films[random.Below(films.Count)];
            for (int t = 0; t < Silhouettes.Frames; t++)
            {
                film.Frame(t).CopyTo(batch.Step(b, t));
            }

            for (int t = asksEachFrame ? 0 : Silhouettes.Frames - 1; t < Silhouettes.Frames; t++)
            {
                batch.AddTarget(b, t, film.Action);
            }
        }
    }
}
