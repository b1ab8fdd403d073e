using Carousel.Jobs.Fitting;

namespace Carousel.Jobs;

/// <summary>What a fit returns: the model, and results that are not stored in the model file.</summary>
public interface IFitted : IDisposable
{
    /// <summary>The fitted model; disposed together with this.</summary>
    IJobModel Model { get; }

    /// <summary>Measures the model on the test set, compared with the baselines.</summary>
    /// <param name="command">The command line that makes it again, for the report.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>The result with report and files.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    JobResult Measure(string command = "", CancellationToken cancellation = default);
}

/// <summary>What the fit of a job returns.</summary>
/// <typeparam name="TModel">The model.</typeparam>
/// <param name="Plan">What was fitted.</param>
/// <param name="Model">The fitted model.</param>
public record Fitted<TModel>(JobPlan<TModel> Plan, TModel Model) : IFitted
    where TModel : class, IJobModel
{
    /// <summary>How its network was trained: the plan's way, unless the fit trained several and this one won.</summary>
    internal TrainingChoices Training { get; init; } = Plan.Training;

    /// <summary>
    /// The other network that was trained to compare with, on the same backend: without the simple method inside where
    /// this one has it, and the other way round. Null where none was trained.
    /// </summary>
    internal TModel? Comparison { get; init; }

    /// <summary>
    /// The same trained once more on all rows, on the same backend, to forecast beyond the data; null if it was not
    /// trained.
    /// </summary>
    internal TModel? Latest { get; init; }

    /// <summary>Why this network answers and not the other, a sentence; null where there is nothing to say.</summary>
    internal string? Choice { get; init; }

    /// <summary>All trainings of the fit, in order; none where the model was read.</summary>
    internal IReadOnlyList<NamedTraining> Trainings { get; init; } = [];

    IJobModel IFitted.Model => Model;

    /// <inheritdoc/>
    public JobResult Measure(string command = "", CancellationToken cancellation = default)
    {
        JobResult result = Plan.Measure(this, cancellation);
        return result.Page is { } page ? result with { Report = JobReport.Make(this, result, page, command) } : result;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Model.Dispose();
        GC.SuppressFinalize(this);
    }
}
