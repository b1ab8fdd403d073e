using System.Reflection;
using Carousel.Cluster.Stores;
using Carousel.Data;
using Carousel.Server.Storage;
using Carousel.Storage;
using Carousel.Studio.Data;
using Carousel.Studio.Doors;
using Carousel.Studio.Messages;
using Carousel.Studio.Protocol;
using Carousel.Studio.Storage;
using Carousel.Studio.Uses;
using Carousel.Studio.Works;
using Microsoft.AspNetCore.Http;

namespace Carousel.Studio.Hosting;

/// <summary>The studio over HTTP: connects folder, store, works, models and endpoints.</summary>
internal sealed class StudioService : IAsyncDisposable
{
    private const string ServedPaths = "/v1/", ServedPathsToo = "/v2";

    private readonly FolderLock _lock;
    private readonly StudioStore _store;
    private readonly ModelShelf _models;
    private readonly Serving _serving;
    private readonly WorkQueue _queue;
    private readonly StudioDoor _door;
    private readonly OneTimeWords _words = new(TimeProvider.System);
    private readonly StudioRoutes _routes;
    private readonly PlainSentence _plain;
    private readonly PageFiles _page = new();
    private readonly ICommandLine _command;
    private readonly Action<string> _tell;

    /// <summary>Opens the folder, and continues the works that were under way.</summary>
    /// <param name="command">The command.</param>
    /// <param name="folder">Where the studio keeps what it has; made where it is missing.</param>
    /// <param name="tell">Takes sentences for the log.</param>
    /// <exception cref="StoreException">The folder is in use, or its store can't be used.</exception>
    /// <exception cref="IOException">The folder can't be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder can't be written.</exception>
    public StudioService(ICommandLine command, string folder, Action<string> tell)
    {
        (_command, _tell) = (command, tell);
        folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        _plain = new PlainSentence(folder);
        MakePrivate(folder);
        _lock = FolderLock.TryTake(folder, out int holder) ?? throw new StoreException(
            $"Another studio{(holder > 0 ? $", process {holder}," : "")} uses {folder}. Open its page, or name another "
            + "folder with --folder.");
        DataShelf shelf;
        string scratch = Path.Combine(folder, "scratch");
        try
        {
            if (Directory.Exists(scratch))
            {
                Directory.Delete(scratch, recursive: true);
            }

            // Earlier releases kept their token here.
            File.Delete(Path.Combine(folder, "token"));
            _store = new StudioStore(Path.Combine(folder, "studio.db"));
            _models = new ModelShelf(command);
            _serving = new Serving(Path.Combine(folder, "served"), tell);
            shelf = new DataShelf(_store, Path.Combine(folder, "data"));
            Tidy(shelf);
        }
        catch
        {
            _serving?.Dispose();
            _store?.Dispose();
            _lock.Dispose();
            throw;
        }

        var views = new RunViews(command, shelf);
        WorkQueue? queue = null;
        _queue = queue = new WorkQueue(
            _store, Path.Combine(folder, "works"),
            new WorkRunner(command, work => views.WordsOf(work, id => RunOf(queue!, id)), _plain, tell), tell);
        _door = new StudioDoor(Token, _words);
        var runs = new RunRequests(command, shelf, _queue, views, _models, _serving);
        _routes = new StudioRoutes(
            new SessionRequests(_door), new StudioDesk(command, folder), new DataRequests(shelf, _queue), runs,
            new UseRequests(runs, _models, shelf, new Exports(command, scratch), _serving, scratch, _plain),
            new TaskRequests(_queue, views), new EventStream(_queue));
    }

    /// <summary>Continues the unfinished works, once the page can be reached.</summary>
    public void Begin() => _queue.Begin();

    /// <summary>The word of the link that is printed.</summary>
    public StudioToken Token { get; } = new();

    /// <summary>Makes the word of the link that a browser is started with.</summary>
    public string NewOpening() => _words.Make(StudioDoor.SessionPath);

    /// <summary>Answers a request.</summary>
    /// <param name="context">The request.</param>
    public async Task AnswerAsync(HttpContext context)
    {
        try
        {
            string path = context.Request.Path.Value ?? "/";
            if ((path.StartsWith(ServedPaths, StringComparison.Ordinal)
                    || path.StartsWith(ServedPathsToo, StringComparison.Ordinal))
                && await _serving.TryAnswerAsync(context).ConfigureAwait(false))
            {
                return;
            }

            StudioDoor.Protect(context);
            _door.RequireOwnSite(context);
            if (path.StartsWith(StudioRoutes.Prefix, StringComparison.Ordinal))
            {
                if (path != StudioDoor.SessionPath)
                {
                    _door.Require(context);
                }

                await _routes.AnswerAsync(context).ConfigureAwait(false);
            }
            else if (path == "/studio/openapi.json")
            {
                context.Response.ContentType = "application/json; charset=utf-8";
                await Document().CopyToAsync(context.Response.Body, context.RequestAborted).ConfigureAwait(false);
            }
            else if (_page.TryAnswer(context, out Task answer))
            {
                await answer.ConfigureAwait(false);
            }
            else
            {
                throw new RefusalException(404, "There is nothing here; see /studio/openapi.json.");
            }
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Who asked has left.
        }
#pragma warning disable CA1031 // One request fails, the others continue; the log has to report it.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            await RefuseAsync(context, exception).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _queue.DisposeAsync().ConfigureAwait(false);
        _serving.Dispose();
        _models.Dispose();
        _store.Dispose();
        _lock.Dispose();
    }

    private static Work RunOf(WorkQueue queue, long id) =>
        queue.Find(id.ToString(System.Globalization.CultureInfo.InvariantCulture), isRun: true);

    private static Stream Document() => Assembly.GetExecutingAssembly().GetManifestResourceStream("openapi.json")!;

    // Where the disk is full the page has to open all the same: there the user makes room.
    private void Tidy(DataShelf shelf)
    {
        try
        {
            shelf.Clean();
        }
        catch (Exception exception) when (StorageSentence.IsOne(exception))
        {
            _tell($"The remains of earlier uploads could not be removed: {exception.Message}");
        }
    }

    private static void MakePrivate(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else if (!Directory.Exists(folder))
        {
            // What the user drops is for the user's eyes.
            Directory.CreateDirectory(
                folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    private async Task RefuseAsync(HttpContext context, Exception exception)
    {
        (int status, Refusal refusal) = exception switch
        {
            RefusalException { Refusal: var why } refused => (
                refused.Status, why with { Error = _plain.Of(why.Error) }),
            BadHttpRequestException bad => (
                bad.StatusCode, new Refusal("The request is damaged, too large or too slow.")),
            DataFormatException unfit => (422, new Refusal(
                _plain.Of(unfit.OnCommandLine), unfit.Line > 0 ? unfit.Line : null,
                unfit.Column > 0 ? unfit.Column : null)),
            _ when FullDisk.Is(exception) => (507, new Refusal(StorageSentence.Of(exception))),
            _ when _command.SentenceOf(exception) is { } sentence => (422, new Refusal(_plain.Of(sentence))),
            _ => (500, new Refusal("The studio failed to answer; its terminal says why.")),
        };
        if (status == 500)
        {
            _tell($"{context.Request.Method} failed: {exception}");
        }

        if (context.Response.HasStarted)
        {
            context.Abort();
            return;
        }

        Microsoft.Extensions.Primitives.StringValues allowed = context.Response.Headers.Allow;
        context.Response.Clear();
        StudioDoor.Protect(context);
        context.Response.Headers.Allow = allowed;
        await StudioAnswers.WriteAsync(context, refusal, StudioJson.Default.Refusal, status).ConfigureAwait(false);
    }
}
