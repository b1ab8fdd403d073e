using Carousel.Data;

namespace Carousel.Jobs.Streaming;

/// <summary>
/// A model that is fed lines and answers each before the next is there. Each kind of model says what a line is.
/// </summary>
/// <remarks>Not thread-safe: one stream, one caller.</remarks>
public interface IStreamingModel : IDisposable
{
    /// <summary>The head of the answers as CSV.</summary>
    string Header { get; }

    /// <summary>What has come of it so far.</summary>
    StreamSummary Summary { get; }

    /// <summary>Takes a line.</summary>
    /// <param name="line">The line, without its end.</param>
    /// <param name="number">Its number, from 1, for messages.</param>
    /// <returns>The answer; null for a line that asks for none: a header, a blank line, one that was taken before the
    /// stream was resumed.</returns>
    /// <exception cref="DataFormatException">The line can't be understood; the stream is as if it had not
    /// come.</exception>
    IStreamAnswer? Take(string line, long number);

    /// <summary>
    /// Learns from the line that was taken last, after its answer was given. Does nothing for a model that does not
    /// learn.
    /// </summary>
    /// <exception cref="Training.DivergenceException">The training diverged; the model is that of the last good
    /// step.</exception>
    void Learn()
    {
    }

    /// <summary>Writes all that is needed to go on after the line taken last, completely or not at all.</summary>
    /// <param name="path">The file; replaced if it is there.</param>
    /// <exception cref="IOException">The folder is missing or full.</exception>
    /// <exception cref="InvalidOperationException">The model does not learn.</exception>
    void SaveCheckpoint(string path) => throw new InvalidOperationException("The model does not learn.");

    /// <summary>Continues from a checkpoint, to the same bits. To be called before the first line.</summary>
    /// <param name="path">What <see cref="SaveCheckpoint"/> wrote.</param>
    /// <exception cref="Storage.CheckpointException">Missing, damaged, or of another model or other
    /// settings.</exception>
    /// <exception cref="InvalidOperationException">The model does not learn, or has taken a line.</exception>
    void Resume(string path) => throw new InvalidOperationException("The model does not learn.");
}
