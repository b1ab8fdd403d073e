using Carousel.Storage;
using Carousel.Studio.Messages;
using Carousel.Studio.Storage;

namespace Carousel.Studio.Works;

/// <summary>Runs a work: the command in a separate process, whose output is stored.</summary>
/// <param name="command">The command.</param>
/// <param name="wordsOf">The words typed for a work, their folder, and the name of the model in its report; null to use
/// the typed one.</param>
/// <param name="plain">Tells no places of files.</param>
/// <param name="tell">Takes sentences for the log of the program.</param>
internal sealed class WorkRunner(
    ICommandLine command, Func<Work, (IReadOnlyList<string> Words, string Folder, string? Model)> wordsOf,
    PlainSentence plain, Action<string> tell)
{
    private const int Stopped = 130;

    /// <summary>How long a process may take to end that was asked to because the program ends.</summary>
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(20);

    /// <summary>How long a process may take to end that its user stopped.</summary>
    public TimeSpan StopPatience { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long the process of a program that was killed may take to leave a folder.</summary>
    private static readonly TimeSpan _lockPatience = TimeSpan.FromMinutes(2);

    /// <summary>Runs a work to its end.</summary>
    /// <param name="work">The work.</param>
    /// <param name="ending">The program ends: the work is interrupted, to go on when it starts again.</param>
    public async Task RunAsync(Work work, CancellationToken ending)
    {
        try
        {
            await TryRunAsync(work, ending).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            // Its stored state is running: the next start continues it.
        }
        catch (RefusalException exception)
        {
            Fail(work, exception.Refusal);
        }
        catch (Exception exception) when (StorageSentence.IsOne(exception))
        {
            tell($"A work failed: {exception.Message}");
            Fail(work, new Refusal(StorageSentence.Of(exception)));
        }
#pragma warning disable CA1031 // One work fails, the others continue; the log has to report it.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            tell($"A work failed: {exception}");
            Fail(work, new Refusal("An unexpected error occurred; the terminal of the studio shows it."));
        }
    }

    private async Task TryRunAsync(Work work, CancellationToken ending)
    {
        work.Log.Reopen();
        StoredWork begun = work.Change(w => w with
        {
            // Stop was requested a moment ago: its process receives the request as soon as it exists.
            State = w.State == WorkStates.Stopping ? w.State : WorkStates.Running,
            Started = DateTime.UtcNow,
            Ended = null,
            Refusal = "",
        });
        work.Log.Say(WorkEvent.Of("state", ("state", begun.State), ("ahead", 0)));
        await WaitForFolderAsync(work.Folder.Out, ending).ConfigureAwait(false);

        // Only now: the process of a program that was killed may just have saved the checkpoint to go on from.
        (IReadOnlyList<string> words, string folder, string? model) = wordsOf(work);
        using ChildProcess process = ChildProcess.Start(command.Start(words, model), folder, isPolite: true);
        work.Attach(process);
        if (work.Stored.State == WorkStates.Stopping)
        {
            work.StopProcess(atOnce: false);
        }

        using CancellationTokenRegistration told = ending.Register(process.Stop);
        var speech = new WorkSpeech(work, plain);
        Task<int> running = process.RunAsync(speech.HearOutput, speech.HearError);
        try
        {
            await EndAsync(work, running, ending).ConfigureAwait(false);
            Conclude(work, await running.ConfigureAwait(false), speech, ending.IsCancellationRequested);
        }
        finally
        {
            if (!running.IsCompletedSuccessfully)
            {
                // The output of the process could not be stored, so it is useless.
                work.StopProcess(atOnce: true);
            }

            work.Attach(null);
        }
    }

    // Kills a process that does not end on request: its last checkpoint is stored.
    private async Task EndAsync(Work work, Task<int> running, CancellationToken ending)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(ending);
        Task end = Task.Delay(Timeout.Infinite, over.Token);
        if (await Task.WhenAny(running, work.StopAsked, end).ConfigureAwait(false) == work.StopAsked)
        {
            await Task.WhenAny(running, Task.Delay(StopPatience, over.Token), end).ConfigureAwait(false);
        }

        if (!running.IsCompleted && ending.IsCancellationRequested)
        {
            await Task.WhenAny(running, Task.Delay(_patience, CancellationToken.None)).ConfigureAwait(false);
        }

        if (!running.IsCompleted)
        {
            work.StopProcess(atOnce: true);
        }

        await over.CancelAsync().ConfigureAwait(false);
    }

    private void Conclude(Work work, int exitCode, WorkSpeech speech, bool isEnding)
    {
        if (exitCode == 0)
        {
            End(work, WorkStates.Done, speech.Verdict);
        }
        else if (exitCode == Stopped && work.Stored.State == WorkStates.Stopping)
        {
            End(work, WorkStates.Stopped, speech.LastSentence);
        }
        else if (work.Stored.State == WorkStates.Stopping && work.WasEnded)
        {
            End(work, WorkStates.Stopped, work.Folder.HasCheckpoint
                ? "It was ended in the middle of a step. Its last checkpoint is kept: it can continue from there."
                : "It was ended before its first checkpoint: it would start from the beginning.");
        }
        else if (!isEnding)
        {
            Fail(work, FailureText.Read(
                speech.LastSentence.Length > 0 ? speech.LastSentence
                    : $"The command ended with exit code {exitCode} and without a message."));
        }
    }

    private void Fail(Work work, Refusal refusal) => End(work, WorkStates.Failed, refusal.Error, refusal);

    // If the disk is full, even that can't be stored; the works after it run all the same.
    private void End(Work work, string state, string sentence, Refusal? refusal = null)
    {
        if (work.End(state, sentence, refusal) is { } loss)
        {
            tell($"The end of work {work.Stored.Id} could not be saved: {loss.Message}");
        }
    }

    // The process of a program that was killed saves its checkpoint, and holds the folder until then.
    private static async Task WaitForFolderAsync(string folder, CancellationToken cancellation)
    {
        Directory.CreateDirectory(folder);
        long begun = Environment.TickCount64;
        while (true)
        {
            using FolderLock? free = FolderLock.TryTake(folder, out _);
            if (free is not null || Environment.TickCount64 - begun > _lockPatience.TotalMilliseconds)
            {
                return;
            }

            await Task.Delay(100, cancellation).ConfigureAwait(false);
        }
    }
}
