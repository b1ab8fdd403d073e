namespace Carousel.Jobs.Streaming;

/// <summary>From the task of a model to what makes its sessions.</summary>
/// <param name="adapters">Those of the families of jobs, one for each task.</param>
internal sealed class SteppingModels(IEnumerable<SteppingAdapter> adapters)
{
    private readonly Dictionary<string, SteppingAdapter> _adapters = adapters.ToDictionary(
        a => a.Task);

    /// <summary>The tasks that are known, those whose models can't be asked row by row among them.</summary>
    public IReadOnlyCollection<string> Tasks => _adapters.Keys;

    /// <summary>What makes the sessions of a model.</summary>
    /// <param name="model">The model, which must outlive them.</param>
    /// <returns>It.</returns>
    /// <exception cref="SteppingException">The model can't be asked row by row.</exception>
    public ISteppingModel Of(IJobModel model) =>
        _adapters.TryGetValue(model.Task, out SteppingAdapter? adapter)
            ? adapter.Of(model)
            : throw new SteppingException(
                $"A model for '{model.Task}' can't be asked row by row: use carousel predict.");
}
