namespace Carousel.Jobs.Streaming;

/// <summary>Makes sessions of the models of one job.</summary>
/// <param name="Task">The task that their files name.</param>
/// <param name="Of">Makes them of a model of that task.</param>
/// <exception cref="SteppingException">Thrown by <paramref name="Of"/>: the model can't be asked row by
/// row.</exception>
internal sealed record SteppingAdapter(string Task, Func<IJobModel, ISteppingModel> Of)
{
    /// <summary>The adapter of a job whose models can't be asked row by row.</summary>
    /// <param name="task">The task.</param>
    /// <param name="reason">Why not, and what to use instead.</param>
    public static SteppingAdapter None(string task, string reason) =>
        new(task, _ => throw new SteppingException(reason));
}
