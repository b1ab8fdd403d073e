using System.Text.RegularExpressions;
using Carousel.Cli.Commands;
using Carousel.Cli.Rendering;
using Carousel.Cluster.Brokers;
using Carousel.Cluster.Stores;
using Carousel.Data;
using Carousel.Interchange.Imports;
using Carousel.Interchange.Onnx;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Streaming;
using Carousel.Networks;
using Carousel.Storage;

namespace Carousel.Cli.Errors;

/// <summary>What a person reads when a command ends early: one line, and the exit code that goes with it.</summary>
/// <param name="Sentence">What happened, and what to do.</param>
/// <param name="Code">The exit code.</param>
internal sealed partial record Failure(string Sentence, int Code = ExitCode.WrongUsageOrData)
{
    private static readonly string[] _columns =
        ["--target", "--id", "--label", "--text", "--known", "--past", "--static", "--event", "--channel"];

    /// <summary>Says what an exception means to the person at the terminal.</summary>
    /// <param name="exception">What ended the work.</param>
    /// <param name="verb">The verb that ran, or null.</param>
    public static Failure From(Exception exception, VerbCommand? verb = null) => exception switch
    {
        OperationCanceledException => new("Cancelled before anything was written.", ExitCode.Canceled),
        OptionException wrong => new(wrong.OnCommandLine),
        DataFormatException unfit => new(Advised(unfit, verb)),
        NotPortableException kept => new(kept.OnCommandLine),
        UsageException or ImportOptionException or ModelFileException or CheckpointException
            or OnnxNotTakenException or SteppingException or BrokerException or StoreException =>
            new(exception.Message),
        OutOfMemoryException => new(
            "There is not enough memory. For training, reduce --hidden, --batch or --lookback. To run a model, pass "
            + "fewer or shorter sequences at once.",
            ExitCode.Failed),
        _ when exception is IOException or UnauthorizedAccessException
            || exception.GetType().Namespace?.StartsWith("Carousel", StringComparison.Ordinal) == true =>
            new(exception.Message, ExitCode.Failed),
        _ =>
            new(
                $"An unexpected error occurred: {exception.Message} Run again with --verbose to see where.",
                ExitCode.Failed),
    };

    // A verb with a trained model lacks most options that readers advise: the model decides how columns are read.
    private static string Advised(DataFormatException unfit, VerbCommand? verb)
    {
        string sentence = unfit.OnCommandLine;
        if (verb?.Arguments is not [{ Name: "MODEL" }, ..])
        {
            return sentence;
        }

        bool namesColumn = unfit.MissingColumn is not null && !sentence.Contains("train", StringComparison.Ordinal);
        string kept = Advice().Replace(sentence, clause =>
        {
            string option = clause.Groups[1].Value;
            bool isKnown = verb.Options.Any(o => o.Name == option);
            namesColumn |= !isKnown && _columns.Contains(option);
            return isKnown ? clause.Value : "";
        });
        return !namesColumn ? kept
            : $"{kept} The columns come from the model: rename or correct them in the file, or train another model."
                + (verb.Name == "evaluate" ? " For a file without known answers, use carousel predict." : "");
    }

    // A sentence, or a clause after a comma, with an option that is not of another verb.
    [GeneratedRegex(@"[.,] (?!(?:[^.,]|[.,]\S)*carousel )(?:[^.,]|[.,]\S)*?(--[a-z-]+)(?:[^.,]|[.,]\S)*")]
    private static partial Regex Advice();

    /// <summary>Says that standard output took no more, so that what was to be read there is lost.</summary>
    /// <param name="loss">What the system said.</param>
    public static Failure OfOutput(Exception loss)
    {
        // The runtime calls a stream that is closed one without permission.
        string reason = loss.Message.TrimEnd('.');
        string state = loss is UnauthorizedAccessException ? "is closed" : $"can't be written ({reason})";
        return new(
            $"Standard output {state}: its text is lost. Files that were written are complete.",
            ExitCode.Failed);
    }

    /// <summary>Writes the line, and with <paramref name="verbose"/> what else is known.</summary>
    /// <returns>The exit code.</returns>
    public int Write(Terminal terminal, Exception? exception = null, bool verbose = false)
    {
        terminal.Error.WriteLine(terminal.ErrorPen.Red(QuotedText.Cut(Sentence.ReplaceLineEndings(" ").TrimEnd())));
        if (verbose && exception is not null)
        {
            terminal.Error.WriteLine(exception.ToString());
        }

        return Code;
    }
}
