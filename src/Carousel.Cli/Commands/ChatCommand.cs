using System.CommandLine;
using Carousel.Chat;
using Carousel.Cli.Errors;
using Carousel.Cli.Rendering;
using Carousel.Jobs;

namespace Carousel.Cli.Commands;

/// <summary><c>carousel chat</c>: learns to answer from dialogues; with a model it answers line by line.</summary>
internal sealed class ChatCommand() : DeclaredJobCommand<ChatOptions>(
    new JobVerb(
        "chat", "Learn to answer from dialogues, or chat with a model.", "dialogues",
        "Lines of a question, a tab and its answer, or of one turn; or a model. Default: bundled dialogues.",
        ChatData.SampleName, "carousel chat samples/dialogues.tsv --epochs 2 --out out/chat"),
    ChatPlan.Read)
{
    /// <inheritdoc/>
    public override async Task<int> RunAsync(ParseResult result, Terminal terminal, CancellationToken cancellation)
    {
        if (File(result) is not { } file || !file.EndsWith(".safetensors", StringComparison.OrdinalIgnoreCase))
        {
            return await base.RunAsync(result, terminal, cancellation).ConfigureAwait(false);
        }

        if (Unusable(["--seed", "--threads", "--quiet", "--verbose"], result) is { } trains)
        {
            throw new UsageException($"Leave out {trains}, which a conversation with a model does not use.");
        }

        using IJobModel model = KnownModels.Load(file, Run.Threads(result));
        using var conversation = new Conversation(model, file, OptionsOf(result).Fit.Seed);
        LineSource lines = LineSource.Of(terminal.OpenLines());
        try
        {
            while (await lines.NextAsync(cancellation).ConfigureAwait(false) is { } line)
            {
                conversation.Answer(line, terminal.Data, cancellation);
            }
        }
        catch (OperationCanceledException)
        {
            return ExitCode.Canceled;
        }

        return ExitCode.Done;
    }
}
