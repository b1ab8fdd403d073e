using Carousel.Data;
using Carousel.Jobs;
using Carousel.Storage;
using Microsoft.Extensions.AI;

namespace Carousel.Extensions.Models;

/// <summary>
/// An application's models by name. Safe for any number of callers: a model is not thread-safe, so each caller has an
/// instance to itself for as long as it needs one.
/// </summary>
public interface ICarouselModels
{
    /// <summary>The names.</summary>
    IReadOnlyCollection<string> Names { get; }

    /// <summary>
    /// Takes an instance, waiting where all are taken. It is loaded from its file where none is there yet.
    /// </summary>
    /// <param name="name">The model's name.</param>
    /// <param name="cancellation">Ends the waiting for an instance; a load once begun is waited out.</param>
    /// <returns>The instance; disposing the lease gives it back for the next caller.</returns>
    /// <exception cref="KeyNotFoundException">The model name is unknown.</exception>
    /// <exception cref="ModelFileException">The file is missing, damaged or of a task that this release does not know.
    /// The next call tries again.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The container was disposed, before or while an instance was waited
    /// for.</exception>
    ValueTask<ModelLease> LeaseAsync(string name, CancellationToken cancellation = default);

    /// <summary>
    /// Asks a model, on a thread of the pool; <see cref="HostedModel{TModel}"/> does it for one model.
    /// </summary>
    /// <typeparam name="TModel">What the model is, such as <see cref="Carousel.Forecasting.Forecaster"/>.</typeparam>
    /// <typeparam name="TAnswer">The answer.</typeparam>
    /// <param name="name">The model's name.</param>
    /// <param name="question">Asks; the model may not be used after it returns.</param>
    /// <param name="cancellation">Ends the waiting for an instance; the question observes it by itself.</param>
    /// <returns>The answer.</returns>
    /// <exception cref="KeyNotFoundException">The model name is unknown.</exception>
    /// <exception cref="ModelFileException">The file is missing, damaged or for another task.</exception>
    /// <exception cref="InvalidOperationException">The model is of another type.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    Task<TAnswer> AskAsync<TModel, TAnswer>(
        string name, Func<TModel, TAnswer> question, CancellationToken cancellation = default)
        where TModel : class, IJobModel;

    /// <summary>Applies a model to data, on a thread of the pool.</summary>
    /// <param name="name">The model's name.</param>
    /// <param name="input">The data: a file, text, a stream.</param>
    /// <param name="output">Takes the answers as CSV, or as text where the answer is one.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>Notes for the reader, in addition to the answers.</returns>
    /// <exception cref="DataFormatException">The data can't be read, or do not fit the model.</exception>
    /// <exception cref="KeyNotFoundException">The model name is unknown.</exception>
    /// <exception cref="ModelFileException">The file is missing, damaged or of a task that this release does not
    /// know.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    Task<JobAnswer> PredictAsync(
        string name, JobInput input, TextWriter output, CancellationToken cancellation = default);

    /// <summary>
    /// Makes a tool of a chat client for each model, <c>predict_NAME</c>: it takes data as text and answers as
    /// <c>carousel predict</c> does. Its description comes from the model file. Instances in use are not waited for.
    /// </summary>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>The tools, for <c>ChatOptions.Tools</c>.</returns>
    /// <exception cref="ModelFileException">A file is missing, damaged or for another task.</exception>
    /// <exception cref="InvalidOperationException">The tools of two models would have the same name.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The container was disposed.</exception>
    Task<IReadOnlyList<AIFunction>> GetToolsAsync(CancellationToken cancellation = default);
}
