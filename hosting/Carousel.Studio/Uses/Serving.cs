using Carousel.Cluster.Stores;
using Carousel.Server;
using Carousel.Server.Doors;
using Carousel.Server.Hosting;
using Carousel.Studio.Messages;
using Carousel.Studio.Works;
using Microsoft.AspNetCore.Http;

namespace Carousel.Studio.Uses;

/// <summary>Serves models of runs through the server of sessions, in this process: each has a separate name and
/// key.</summary>
internal sealed class Serving : IDisposable
{
    private const string Extension = ".safetensors", Incoming = ".incoming";

    private readonly Lock _gate = new();
    private readonly string _folder;
    private readonly Action<string> _tell;
    private CarouselService? _service;

    /// <summary>Serves what was served before.</summary>
    /// <param name="folder">Holds the models that are served, and their sessions.</param>
    /// <param name="tell">Takes sentences for the log.</param>
    public Serving(string folder, Action<string> tell)
    {
        (_folder, _tell) = (folder, tell);
        Directory.CreateDirectory(folder);
        Reopen();
    }

    /// <summary>Answers a request to a model.</summary>
    /// <param name="context">The request.</param>
    /// <returns>False where nothing is served, or the path is not the server's.</returns>
    public ValueTask<bool> TryAnswerAsync(HttpContext context)
    {
        CarouselService? service;
        lock (_gate)
        {
            service = _service;
        }

        return service?.TryAnswerAsync(context) ?? ValueTask.FromResult(false);
    }

    /// <summary>Serves the model of a run, with a new key.</summary>
    /// <param name="work">The run.</param>
    /// <param name="address">Where this process listens.</param>
    /// <exception cref="RefusalException">The model can't be asked row by row.</exception>
    public Service Add(Work work, string address)
    {
        string name = NameOf(work), file = Path.Combine(_folder, name + Extension), incoming = file + Incoming;
        lock (_gate)
        {
            // Whatever can fail before the others have to pause, does.
            Copy(ModelShelf.FileOf(work), incoming);
            string reason = "The model can't be served.", begins = $"{name}: not served, ";
            try
            {
                Close();
                string key = NewKey(name);

                // A model comes after its key, so that none is ever served without.
                File.Move(incoming, file, overwrite: true);
                _service = Open(sentence =>
                {
                    reason = sentence.StartsWith(begins, StringComparison.Ordinal) ? sentence[begins.Length..] : reason;
                    _tell(sentence);
                });
                return Of(name, address, key) ?? throw new RefusalException(422, reason);
            }
            catch
            {
                Drop(name);
                throw;
            }
        }
    }

    /// <summary>How the model of a run does; null where it is not served.</summary>
    /// <param name="work">The run.</param>
    /// <param name="address">Where this process listens.</param>
    public Service? Find(Work work, string address)
    {
        lock (_gate)
        {
            return Of(NameOf(work), address, null);
        }
    }

    /// <summary>Serves the model of a run no more.</summary>
    /// <param name="work">The run.</param>
    /// <returns>False where it is not served.</returns>
    public bool Remove(Work work)
    {
        string name = NameOf(work);
        lock (_gate)
        {
            if (!File.Exists(Path.Combine(_folder, name + Extension)))
            {
                return false;
            }

            Drop(name);
            return true;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            Close();
        }
    }

    private CarouselServerOptions Options => new() { Models = _folder, Threads = 1 };

    // By the number and not by the name: a run may be renamed while it is served.
    private static string NameOf(Work work) =>
        Invariant.Of($"run-{work.Stored.Id}");

    private Service? Of(string name, string address, string? key)
    {
        if (_service?.CountsOf(name) is not { } counts)
        {
            return null;
        }

        string url = $"{address}/v1/models/{name}";
        return new Service(
            name, url, key,
            $"curl -X POST -H 'Authorization: Bearer {key ?? "KEY"}' {url}/sessions",
            counts.Sessions, counts.Steps, counts.StepsPerSecond);
    }

    private void Close()
    {
        _service?.Dispose();
        _service = null;
    }

    // The keys are made while nothing is served: the doors read them as they open.
    private string NewKey(string name)
    {
        using var desk = new KeyDesk(Options);
        RemoveKey(desk, name);
        return desk.Add(name, new KeyRights { Models = [name] });
    }

    private static void RemoveKey(KeyDesk desk, string name)
    {
        if (desk.Keys.Any(k => k.Name == name))
        {
            desk.Remove(name);
        }
    }

    // The others are served on, also where the key can't be removed: without its model it opens nothing.
    private void Drop(string name)
    {
        Close();
        string file = Path.Combine(_folder, name + Extension);
        File.Delete(file);
        File.Delete(file + Incoming);
        try
        {
            using var desk = new KeyDesk(Options);
            RemoveKey(desk, name);
        }
        catch (StoreException exception)
        {
            _tell($"The key of {name} could not be removed, but opens nothing: {exception.Message}");
        }

        Reopen();
    }

    // If that fails, for example on a full disk, the rest of the studio continues: there the user can free space.
    private void Reopen()
    {
        try
        {
            if (Directory.EnumerateFiles(_folder, "*" + Extension).Any())
            {
                _service = Open(_tell);
            }
        }
        catch (Exception exception) when (StorageSentence.IsOne(exception))
        {
            _tell($"Models are not served until the studio starts again: {exception.Message}");
        }
    }

    private static void Copy(string from, string to)
    {
        try
        {
            File.Copy(from, to, overwrite: true);
        }
        catch
        {
            File.Delete(to);
            throw;
        }
    }

    private CarouselService Open(Action<string> tell) => CarouselService.Start(Options, tell, tell);
}
