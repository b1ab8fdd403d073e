using System.Collections.Concurrent;
using Carousel.Cluster.Work;

namespace Carousel.Cluster.Tests.Work;

/// <summary>Parts of words: <c>say</c> gives them back with the content of the files, <c>fail</c> can't be done,
/// <c>hang</c> runs until it is cancelled, <c>gate</c> until the test opens it.</summary>
internal sealed class CountedWork : IPartWork
{
    public ConcurrentDictionary<string, int> Counts { get; } = new();

    public ConcurrentBag<string> Paths { get; } = [];

    public TaskCompletionSource Begun { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public TaskCompletionSource Gate { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public TaskCompletionSource Canceled { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public async Task<PartAnswer> DoAsync(Part part, CancellationToken cancellation)
    {
        string words = string.Join(' ', part.LocalWords.Where(w => !File.Exists(w)));
        Counts.AddOrUpdate(words, 1, static (_, count) => count + 1);
        Begun.TrySetResult();
        switch (part.Words[0])
        {
            case "fail":
                throw new PartException($"no {part.Words[1]} can be done.");
            case "full":
                throw new IOException("this machine's disk is full.");
            case "hang":
                try
                {
                    await Task.Delay(Timeout.Infinite, cancellation);
                }
                catch (OperationCanceledException)
                {
                    Canceled.TrySetResult();
                    throw;
                }

                break;
            case "gate":
                await Gate.Task.WaitAsync(cancellation);
                break;
            default:
                break;
        }

        foreach (PartData data in part.Data)
        {
            Paths.Add(data.Path);
        }

        string content = string.Concat(part.Data.Select(d => $"{d.Name}:{File.ReadAllText(d.Path)}"));
        return new PartAnswer($"\"{words} {content}\"", [(byte)words.Length]);
    }
}
