using System.Security.Cryptography;
using Carousel.Cluster.Stores;
using Carousel.Server.Storage;

namespace Carousel.Server.Models;

/// <summary>The models of a folder, each served under the name of its file; and older versions while sessions need
/// them.</summary>
internal sealed class ModelCatalogue : IModelSource, IDisposable
{
    private const int MostMessage = 500;

    private readonly string _folder;
    private readonly ISessionStore _store;
    private readonly ModelLoading _loading = new();
    private readonly Lock _gate = new();
    private readonly Dictionary<int, ServedModel> _versions = [];
    private readonly Dictionary<string, (DateTime Written, long Length)> _seen = new(StringComparer.Ordinal);
    private readonly HashSet<string> _skipped = new(StringComparer.Ordinal);
    private HashSet<int> _unused = [];
    private volatile Dictionary<string, ServedModel> _current = new(StringComparer.Ordinal);

    /// <summary>A catalogue; <see cref="Look"/> fills it.</summary>
    /// <param name="folder">Holds the models, each a file, or a folder that a fit wrote: of one with
    /// <c>model.safetensors</c> and <c>latest.safetensors</c> the latter is served.</param>
    /// <param name="store">Keeps the versions.</param>
    public ModelCatalogue(string folder, ISessionStore store) => (_folder, _store) = (folder, store);

    /// <summary>The models that are served, by name.</summary>
    public IReadOnlyDictionary<string, ServedModel> Current => _current;

    /// <summary>Files of the folder that are not served, as of the last look.</summary>
    public int Skipped { get; private set; }

    /// <summary>Looks for new files and new versions.</summary>
    /// <returns>A sentence for each model that was loaded or refused, and one if the store fails.</returns>
    /// <exception cref="IOException">The folder can't be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be read.</exception>
    public IReadOnlyList<string> Look()
    {
        var news = new List<string>();
        var current = new Dictionary<string, ServedModel>(_current, StringComparer.Ordinal);
        int skipped = 0;
        foreach ((string name, string file) in ModelFolder.Files(_folder).ToArray())
        {
            try
            {
                if (!TryLook(name, file, current, out string? change))
                {
                    skipped += _skipped.Contains(file) ? 1 : 0;
                    continue;
                }

                _skipped.Remove(file);
                if (change is not null)
                {
                    news.Add(change);
                }
            }
            catch (StoreException exception)
            {
                // The store failed, not the file: it is read again later. Models that were loaded before it are served.
                _seen.Remove(file);
                news.Add(exception.Message);
                break;
            }
            catch (Exception exception)
            {
                // Any exception of its reader concerns only this file: the server continues.
                skipped++;
                if (_skipped.Add(file) || exception is not IOException)
                {
                    news.Add($"{name}: not served, {OneLine(exception.Message)}");
                }
            }
        }

        Skipped = skipped;
        _current = current;
        return news;
    }

    /// <inheritdoc/>
    public ServedModel Of(int number)
    {
        lock (_gate)
        {
            if (_versions.TryGetValue(number, out ServedModel? version))
            {
                return version;
            }

            StoredModel stored = _store.ReadModels().FirstOrDefault(m => m.Number == number)
                ?? throw new StoreException($"{_store.Name} has no model {number}, though a session needs it.");
            return Load(stored, _store.ReadModel(number));
        }
    }

    /// <summary>The versions of a model that are kept, the one that is served first, then from the newest.</summary>
    /// <param name="name">The model.</param>
    /// <exception cref="StoreException">The store fails.</exception>
    public IReadOnlyList<StoredModel> VersionsOf(string name)
    {
        int served = _current.TryGetValue(name, out ServedModel? current) ? current.Number : 0;
        return
        [
            .. _store.ReadModels().Where(m => m.Name == name)
                .OrderByDescending(m => m.Number == served).ThenByDescending(m => m.Number),
        ];
    }

    /// <inheritdoc/>
    ServedModel? IModelSource.Current(string name) => _current.GetValueOrDefault(name);

    /// <summary>Drops versions that are not served any more and that no session needs.</summary>
    /// <param name="sessionsOf">How many sessions run on a version.</param>
    /// <param name="remove">Takes a version out of the store.</param>
    /// <remarks>A version goes the second time that it is found so: a session that was about to begin on it, or to be
    /// there again because its end was not kept, has been seen by then.</remarks>
    /// <exception cref="StoreException">The store fails.</exception>
    public void Tidy(Func<int, long> sessionsOf, Action<int> remove)
    {
        HashSet<int> current = [.. _current.Values.Select(m => m.Number)];
        HashSet<int> unused =
        [
            .. _store.ReadModels().Select(m => m.Number).Where(n => !current.Contains(n) && sessionsOf(n) == 0),
        ];
        foreach (int number in unused.Intersect(_unused))
        {
            // Of the same bytes that come again a new version is made.
            lock (_gate)
            {
                if (_versions.Remove(number, out ServedModel? version))
                {
                    version.Dispose();
                }
            }

            remove(number);
        }

        _unused = unused;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (ServedModel version in _versions.Values)
        {
            version.Dispose();
        }
    }

    private static string OneLine(string message)
    {
        string line = message.ReplaceLineEndings(" ");
        return line.Length <= MostMessage ? line : line[..MostMessage] + "…";
    }

    /// <summary>Loads a file that is new, or has changed.</summary>
    /// <returns>False where it has not.</returns>
    private bool TryLook(string name, string file, Dictionary<string, ServedModel> current, out string? news)
    {
        news = null;
        FileInfo target = ModelFolder.Target(file);
        (DateTime, long) mark = (target.LastWriteTimeUtc, target.Exists ? target.Length : 0);
        if (_seen.TryGetValue(file, out (DateTime Written, long Length) seen) && seen == mark)
        {
            return false;
        }

        _seen[file] = mark;
        ServedModel model = Add(name, ModelFolder.Read(target));
        if (!current.TryGetValue(name, out ServedModel? before) || before != model)
        {
            current[name] = model;
            news = $"{name}: version {model.Sha256[..12]} for {model.Model.Task}";
        }

        return true;
    }

    private ServedModel Add(string name, byte[] bytes)
    {
        var model = new StoredModel(0, name, Convert.ToHexStringLower(SHA256.HashData(bytes)));
        lock (_gate)
        {
            if (_versions.Values.FirstOrDefault(v => v.Name == name && v.Sha256 == model.Sha256) is { } known)
            {
                return known;
            }

            // It is checked before the store keeps it.
            using (var version = new ServedModel(_loading, name, model.Sha256, 0, bytes))
            {
                ModelCheck.Run(version);
            }

            return Load(model with { Number = _store.AddModel(model, bytes) }, bytes);
        }
    }

    private ServedModel Load(StoredModel stored, byte[] bytes)
    {
        var version = new ServedModel(_loading, stored.Name, stored.Sha256, stored.Number, bytes);
        _versions.Add(stored.Number, version);
        return version;
    }
}
