using Carousel.Cli.Rendering;
using Carousel.Data;
using Carousel.Jobs.Streaming;
using Carousel.Report;

namespace Carousel.Cli.Commands;

/// <summary>Feeds lines to a model and writes its answers, each before the next line is taken.</summary>
/// <param name="terminal">Where answers go.</param>
/// <param name="model">What answers.</param>
/// <param name="source">How messages call the lines.</param>
internal sealed class StreamRun(Terminal terminal, IStreamingModel model, string source)
{
    private bool _hasHead;

    /// <summary>Whether answers are JSON objects instead of CSV.</summary>
    public bool Json { get; init; }

    /// <summary>Whether a line that can't be read is passed over.</summary>
    public bool KeepGoing { get; init; }

    /// <summary>Where checkpoints go, or null.</summary>
    public string? CheckpointFile { get; init; }

    /// <summary>Lines between checkpoints.</summary>
    public int Every { get; init; }

    /// <summary>Written before the first answer, or null.</summary>
    public string? Note { get; set; }

    /// <summary>Runs to the end of the lines.</summary>
    /// <param name="lines">The lines.</param>
    /// <param name="cancellation">Ends it after the present line.</param>
    /// <returns>False where it was cancelled.</returns>
    /// <exception cref="DataFormatException">A line can't be read, or no row came.</exception>
    public async Task<bool> RunAsync(LineSource lines, CancellationToken cancellation)
    {
        try
        {
            long number = 0;
            while (await lines.NextAsync(cancellation).ConfigureAwait(false) is { } line)
            {
                Take(line, ++number);
            }

            return number > 1 || model.Summary.Lines > 0 ? true : throw new DataFormatException(
                $"{source} has no lines to answer. Pass lines like those of the training data.");
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return false;
        }
    }

    private void Take(string line, long number)
    {
        IStreamAnswer? answer;
        try
        {
            answer = model.Take(line, number);
        }
        catch (DataFormatException exception) when (KeepGoing && exception.MissingColumn is null)
        {
            terminal.Error.WriteLine(terminal.ErrorPen.Red(exception.OnCommandLine));
            return;
        }

        if (answer is null)
        {
            return;
        }

        Write(answer);
        model.Learn();
        if (CheckpointFile is not null && model.Summary.Lines % Every == 0)
        {
            model.SaveCheckpoint(CheckpointFile);
        }
    }

    private void Write(IStreamAnswer answer)
    {
        terminal.Error.Write(Note);
        Note = null;
        if (Json)
        {
            terminal.Out.WriteLine(JsonText.Of(answer.Write));
        }
        else
        {
            if (!_hasHead)
            {
                terminal.Data.WriteLine(model.Header);
                _hasHead = true;
            }

            terminal.Data.WriteLine(answer.ToCsv());
        }

        terminal.Out.Flush();
        if (answer.Note is { } note)
        {
            terminal.Error.WriteLine(note);
        }
    }
}
