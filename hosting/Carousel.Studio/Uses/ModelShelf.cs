using Carousel.Classification;
using Carousel.Forecasting;
using Carousel.Handwriting;
using Carousel.Jobs;
using Carousel.Language;
using Carousel.Music;
using Carousel.Speech;
using Carousel.Studio.Messages;
using Carousel.Studio.Works;

namespace Carousel.Studio.Uses;

/// <summary>Models that are asked: the last ones stay in memory, and one caller at a time asks each.</summary>
/// <param name="command">Loads them.</param>
internal sealed class ModelShelf(ICommandLine command) : IDisposable
{
    private const int Most = 3;

    private readonly SemaphoreSlim _gate = new(1);
    private readonly LinkedList<Kept> _kept = new();

    /// <summary>The file of the model that answers: of a forecast the one that was trained on all rows.</summary>
    /// <param name="work">The run.</param>
    /// <exception cref="RefusalException">The run has no model.</exception>
    public static string FileOf(Work work) => JobResult.FileThatAnswers(work.Folder.Out)
        ?? throw new RefusalException(
            422, "The run has no model yet. Wait for its end, or stop it to keep the best.");

    /// <summary>Asks the model of a run.</summary>
    /// <typeparam name="T">Of the answer.</typeparam>
    /// <param name="work">The run.</param>
    /// <param name="ask">Asks.</param>
    /// <param name="cancellation">Stops it.</param>
    public async Task<T> AskAsync<T>(Work work, Func<IJobModel, T> ask, CancellationToken cancellation)
    {
        string file = FileOf(work);
        await _gate.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            // Off the threads that answer requests: a model computes as long as it does.
            return await Task.Run(() => ask(Load(file)), cancellation).ConfigureAwait(false);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>What can be done with the model of a run; null where it has none.</summary>
    /// <param name="work">The run.</param>
    /// <param name="cancellation">Stops it.</param>
    public async Task<ModelUses?> UsesOfAsync(Work work, CancellationToken cancellation) =>
        File.Exists(work.Folder.Model)
            ? await AskAsync(work, UsesOf, cancellation).ConfigureAwait(false)
            : null;

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Kept one in _kept)
        {
            one.Model.Dispose();
        }

        _gate.Dispose();
    }

    private IJobModel Load(string file)
    {
        DateTime written = File.GetLastWriteTimeUtc(file);
        for (LinkedListNode<Kept>? node = _kept.First; node is not null; node = node.Next)
        {
            if (node.Value.File == file && node.Value.Written == written)
            {
                _kept.Remove(node);
                _kept.AddFirst(node);
                return node.Value.Model;
            }
        }

        IJobModel model = command.Load(file);
        _kept.AddFirst(new Kept(file, written, model));
        while (_kept.Count > Most)
        {
            _kept.Last!.Value.Model.Dispose();
            _kept.RemoveLast();
        }

        return model;
    }

    private static ModelUses UsesOf(IJobModel model) => new(
        model.ReadsText, model is Forecaster, model is LanguageModel or MusicModel or PenModel,
        model.Task switch
        {
            "classify" when model is Classifier { Design.Sound: not null } => "sound",
            "transcribe" => "sound",
            "caption" => "picture",
            "music" => "music",
            "write" => "strokes",
            "genome" => "genome",
            "tag" when model.ReadsText => "tokens",
            _ when model.ReadsText => "text",
            "video" => "file",
            _ => "table",
        },
        model switch
        {
            Transcriber heard => heard.Design.Features.Rate,
            Classifier { Design.Sound: { } sound } => sound.Rate,
            _ => null,
        });

    private sealed record Kept(string File, DateTime Written, IJobModel Model);
}
