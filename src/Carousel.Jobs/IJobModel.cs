using Carousel.Data;
using Carousel.Jobs.Fitting;
using Carousel.Networks;

namespace Carousel.Jobs;

/// <summary>A fitted model of any job: what <c>predict</c>, <c>evaluate</c> and <c>describe</c> need of it.</summary>
/// <remarks>Not thread-safe. Owns its backend.</remarks>
public interface IJobModel : ITrainedModel
{
    /// <summary>What the training reached.</summary>
    FitSummary Summary { get; }

    /// <summary>How much of the answers the network gives.</summary>
    AnswerShare Share => AnswerShare.Alone;

    /// <summary>
    /// Whether it accepts typed text as data; a model that reads tables or files of another kind does not.
    /// </summary>
    bool ReadsText => false;

    /// <summary>
    /// Whether it is applied to rows in order of time, of which <see cref="JobInput.Rows"/> says more; a model of
    /// another kind takes no such choices.
    /// </summary>
    bool TakesRowChoices => false;

    /// <summary>The name of the file that <see cref="Predict"/> fills where an output folder is named.</summary>
    string PredictionFile => "predictions.csv";

    /// <summary>Writes the model completely or not at all. Equal fits give equal files, byte for byte.</summary>
    /// <param name="path">The file; replaced if it is there.</param>
    /// <exception cref="IOException">The folder is missing or full.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder can't be written.</exception>
    void Save(string path);

    /// <summary>Describes the layers of the model and its cost.</summary>
    /// <returns>The description.</returns>
    JobDescription Describe();

    /// <summary>
    /// Applies the model to data and writes the answers as CSV (or as text, where the answer is one).
    /// </summary>
    /// <param name="input">The data: a file, literal text, or standard input.</param>
    /// <param name="output">Takes the answers, header first.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>Notes for the reader of the answers.</returns>
    /// <exception cref="DataFormatException">The data can't be read, or do not fit the model.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    JobAnswer Predict(JobInput input, TextWriter output, CancellationToken cancellation);

    /// <summary>
    /// Measures the model on data with known answers, and the baselines that do not need its training data.
    /// </summary>
    /// <param name="input">The data.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>The result.</returns>
    /// <exception cref="DataFormatException">The data can't be read, do not fit the model, or lack the
    /// answers.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    JobResult Evaluate(JobInput input, CancellationToken cancellation);
}
