using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using Carousel.Jobs.Reading;
using Carousel.Storage;
using Carousel.Studio.Messages;
using Carousel.Studio.Storage;

namespace Carousel.Studio.Data;

/// <summary>The data sets: files in a separate folder for each, findings about them, tables that are viewed.</summary>
/// <param name="store">Keeps what there is.</param>
/// <param name="root">The folder of their folders.</param>
internal sealed class DataShelf(StudioStore store, string root)
{
    /// <summary>The most bytes of a file, or of a folder.</summary>
    public const long MostBytes = 1L << 30;

    // A data set has no file of this name: its file names begin with a letter or digit.
    private const string Chosen = "_chosen";

    private const int MostFiles = 20_000;
    private const int MostTables = 3;
    private const long MostTableBytes = 1L << 30;

    private readonly Lock _gate = new();
    private readonly LinkedList<(long Id, Table Table)> _tables = new();

    // Bytes of folders whose files come: what a start finds of them is removed, so that none is missing here.
    private readonly ConcurrentDictionary<long, long> _unpacked = new();

    /// <summary>The data sets, the newest first.</summary>
    public IReadOnlyList<DataSummary> All =>
    [
        .. store.ReadData().Where(data => data.Found.Length > 0).Select(SummaryOf),
    ];

    /// <summary>Removes what the end of the program cut short: uploads of which nothing was found yet, and folders
    /// that no data set has.</summary>
    public void Clean()
    {
        Directory.CreateDirectory(root);
        foreach (StoredData data in store.ReadData().Where(data => data.Found.Length == 0))
        {
            Drop(data.Id);
        }

        HashSet<string> kept = [.. store.ReadData().Select(data => FolderOf(data.Id))];
        foreach (string folder in Directory.EnumerateDirectories(root).Where(folder => !kept.Contains(folder)))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>A data set with its findings.</summary>
    /// <param name="id">Its number, as asked for.</param>
    /// <exception cref="RefusalException">The data set does not exist.</exception>
    public DataSet Find(string id) => Complete(Stored(id, isRead: true));

    /// <summary>Where a data set is.</summary>
    /// <param name="id">Its number.</param>
    /// <returns>Its folder, and the file or folder inside.</returns>
    public (string Folder, string File) PlaceOf(long id) =>
        (FolderOf(id), (store.FindData(id) ?? throw NoData(id.ToString(CultureInfo.InvariantCulture))).File);

    /// <summary>The name of a data set; empty where it is gone.</summary>
    /// <param name="id">Its number.</param>
    public string NameOf(long id) => store.FindData(id)?.Name ?? "";

    /// <summary>Takes a file.</summary>
    /// <param name="name">As the user names it.</param>
    /// <param name="body">The file.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="RefusalException">It is too large, or can't be read.</exception>
    public async Task<DataSet> AddAsync(string name, Stream body, CancellationToken cancellation)
    {
        long id = store.AddData(Shown(name));
        try
        {
            string file = SafeName.Of(name);
            Directory.CreateDirectory(FolderOf(id));
            await Upload.SaveAsync(Path.Combine(FolderOf(id), file), body, 0, cancellation).ConfigureAwait(false);
            return Read(id, file);
        }
        catch
        {
            Drop(id);
            throw;
        }
    }

    /// <summary>Takes a bundled file, with its folder of the same name.</summary>
    /// <param name="name">Its name, one of <see cref="Sample.All"/>.</param>
    /// <exception cref="RefusalException">The sample does not exist.</exception>
    public DataSet AddSample(string name)
    {
        Sample sample = Sample.All.FirstOrDefault(s => s.Name == name)
            ?? throw new RefusalException(404, "This sample does not exist; GET /studio/v1/samples lists them.");
        string path = SampleFile.Find(sample.Name), file = Path.GetFileName(sample.Name);
        long id = store.AddData(file);
        try
        {
            string folder = FolderOf(id), beside = Path.ChangeExtension(path, null);
            Directory.CreateDirectory(folder);
            File.Copy(path, Path.Combine(folder, file));
            if (Directory.Exists(beside))
            {
                string inside = Path.Combine(folder, Path.GetFileName(beside));
                Directory.CreateDirectory(inside);
                foreach (string one in Directory.EnumerateFiles(beside))
                {
                    File.Copy(one, Path.Combine(inside, Path.GetFileName(one)));
                }
            }

            return Read(id, file);
        }
        catch
        {
            Drop(id);
            throw;
        }
    }

    /// <summary>Begins a folder, whose files follow.</summary>
    /// <param name="name">As the user names it.</param>
    public DataSet AddFolder(string name)
    {
        string file = SafeName.Of(name).Replace('.', '_');
        long id = store.AddData(Shown(name));
        try
        {
            Directory.CreateDirectory(Path.Combine(FolderOf(id), file));
            StoredData data = store.FindData(id)! with { File = file };
            store.ChangeData(data);
            return new DataSet
            {
                Id = TextOf(id),
                Name = data.Name,
                Created = data.Created,
                Kind = DataKinds.Folder,
                Unit = "files",
            };
        }
        catch
        {
            Drop(id);
            throw;
        }
    }

    /// <summary>Adds a file to a folder.</summary>
    /// <param name="id">The data set.</param>
    /// <param name="path">Its path in the folder.</param>
    /// <param name="body">The file.</param>
    /// <param name="cancellation">Stops it.</param>
    public async Task AddFileAsync(string id, string path, Stream body, CancellationToken cancellation)
    {
        StoredData data = Stored(id, isRead: false);
        string inside = SafeName.PathOf(path), folder = Path.Combine(FolderOf(data.Id), data.File);
        if (data.Found.Length > 0 || !Directory.Exists(folder))
        {
            throw new RefusalException(409, "The data set accepts no more files: start a new one.");
        }

        if (new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories).Count() >= MostFiles)
        {
            throw new RefusalException(413, $"A folder has at most {MostFiles} files.");
        }

        string file = Path.Combine(folder, inside);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        long bytes = await Upload.SaveAsync(file, body, _unpacked.GetValueOrDefault(data.Id), cancellation)
            .ConfigureAwait(false);
        _unpacked.AddOrUpdate(data.Id, bytes, (_, before) => before + bytes);
    }

    /// <summary>Takes a file that an option of a run names, such as a table of events.</summary>
    /// <param name="id">The data set.</param>
    /// <param name="name">As the user names it; one of the same name is replaced.</param>
    /// <param name="body">The file.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>Its path inside the folder of the data set.</returns>
    public async Task<string> ChooseAsync(string id, string name, Stream body, CancellationToken cancellation)
    {
        string folder = FolderOf(Stored(id, isRead: true).Id), path = Path.Combine(Chosen, SafeName.Of(name));
        DirectoryInfo chosen = Directory.CreateDirectory(Path.Combine(folder, Chosen));
        long others = chosen.EnumerateFiles().Where(f => f.Name != Path.GetFileName(path)).Sum(f => f.Length);
        await Upload.SaveAsync(Path.Combine(folder, path), body, others, cancellation).ConfigureAwait(false);
        return path;
    }

    /// <summary>Reads a folder whose files are there. A folder that contains a single table and other files is read as
    /// that table.</summary>
    /// <param name="id">The data set.</param>
    public DataSet ReadFolder(string id)
    {
        StoredData data = Stored(id, isRead: false);
        string folder = Path.Combine(FolderOf(data.Id), data.File);
        string[] tables =
        [
            .. Directory.EnumerateFiles(folder).Where(f => Path.GetExtension(f).ToLowerInvariant() is ".tsv" or ".csv"),
        ];
        return Read(data.Id, tables.Length == 1 ? Path.Combine(data.File, Path.GetFileName(tables[0])) : data.File);
    }

    /// <summary>Removes a data set.</summary>
    /// <param name="id">Its number, as asked for.</param>
    public void Remove(string id) => Drop(Stored(id, isRead: false).Id);

    /// <summary>A table, from memory if it was used recently.</summary>
    /// <param name="id">Its number, as asked for.</param>
    /// <exception cref="RefusalException">It is not a table.</exception>
    public Table TableOf(string id)
    {
        StoredData data = Stored(id, isRead: true);
        lock (_gate)
        {
            for (LinkedListNode<(long Id, Table Table)>? node = _tables.First; node is not null; node = node.Next)
            {
                if (node.Value.Id == data.Id)
                {
                    _tables.Remove(node);
                    _tables.AddFirst(node);
                    return node.Value.Table;
                }
            }

            (_, Table? table) = DataFindings.Of(Path.Combine(FolderOf(data.Id), data.File), data.Name);
            Keep(data.Id, table ?? throw new RefusalException(422, $"{data.Name} is not a table."));
            return table;
        }
    }

    /// <summary>A picture of data other than tables.</summary>
    /// <param name="id">Their number, as asked for.</param>
    /// <param name="part">Of what; null for the first that there is.</param>
    /// <exception cref="RefusalException">There is no such data.</exception>
    public DataPicture PictureOf(string id, string? part)
    {
        StoredData data = Stored(id, isRead: true);
        return DataPictures.Of(Find(id).Kind, Path.Combine(FolderOf(data.Id), data.File), part)
            ?? throw new RefusalException(422, $"There is no picture of {data.Name}.");
    }

    private DataSet Read(long id, string file)
    {
        StoredData data = store.FindData(id)!;
        string path = Path.Combine(FolderOf(id), file);
        (DataSet found, Table? table) = DataFindings.Of(path, Path.GetFileName(file));
        if (table is not null)
        {
            lock (_gate)
            {
                Keep(id, table);
            }
        }

        long bytes = Directory.Exists(path)
            ? new DirectoryInfo(path).EnumerateFiles("*", SearchOption.AllDirectories).Sum(f => f.Length)
            : new FileInfo(path).Length;
        data = data with
        {
            File = file,
            Bytes = bytes,
            Found = JsonSerializer.Serialize(found, StudioJson.Default.DataSet),
        };
        store.ChangeData(data);
        return Complete(data);
    }

    // One that can't be read hides no other.
    private static DataSummary SummaryOf(StoredData data)
    {
        DataSet? found = null;
        try
        {
            found = Complete(data);
        }
        catch (JsonException)
        {
        }

        return new DataSummary(
            TextOf(data.Id), data.Name, data.Bytes, data.Created, found?.Kind ?? DataKinds.Folder, found?.Job);
    }

    private static DataSet Complete(StoredData data)
    {
        DataSet found = JsonSerializer.Deserialize(data.Found, StudioJson.Default.DataSet)!;
        return found with
        {
            Id = TextOf(data.Id),
            Name = data.Name,
            Bytes = data.Bytes,
            Created = data.Created,
            Job = found.Jobs.Count > 0 ? found.Jobs[0].Job : null,
        };
    }

    private void Keep(long id, Table table)
    {
        _tables.AddFirst((id, table));
        while (_tables.Count > 1 && (_tables.Count > MostTables || _tables.Sum(t => t.Table.Bytes) > MostTableBytes))
        {
            _tables.RemoveLast();
        }
    }

    // Files come first: on a full disk they are the room that the store needs to forget the data set. One that it still
    // knows can be removed again.
    private void Drop(long id)
    {
        _unpacked.TryRemove(id, out _);
        lock (_gate)
        {
            foreach ((long Id, Table Table) one in _tables.Where(t => t.Id == id).ToList())
            {
                _tables.Remove(one);
            }
        }

        if (Directory.Exists(FolderOf(id)))
        {
            Directory.Delete(FolderOf(id), recursive: true);
        }

        store.RemoveData(id);
    }

    private StoredData Stored(string id, bool isRead) =>
        long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out long number)
        && store.FindData(number) is { } data && (!isRead || data.Found.Length > 0)
            ? data
            : throw NoData(id);

    private static RefusalException NoData(string id) =>
        new(404, $"There is no data set '{(id.Length <= 20 ? id : id[..20] + "…")}'.");

    private string FolderOf(long id) => Path.Combine(root, TextOf(id));

    private static string TextOf(long id) => id.ToString(CultureInfo.InvariantCulture);

    private static string Shown(string name) => QuotedText.Cut(name.Length == 0 ? "data" : name);
}
