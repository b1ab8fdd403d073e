using Carousel.Cli.Errors;

namespace Carousel.Cli;

/// <summary>The folder that a verb writes to. It is tried before the work begins, and folders made for nothing are removed again.</summary>
internal sealed class OutputFolder : IDisposable
{
    private readonly List<string> _made = [];

    private OutputFolder(string path) => Path = path;

    /// <summary>The folder as the user named it.</summary>
    public string Path { get; }

    /// <summary>Where results go when no folder is named: <c>out/</c> and the name of the data.</summary>
    public static string DefaultFor(string dataFile)
    {
        string name = System.IO.Path.GetFileName(dataFile);
        string plain = name.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? name[..^3] : name;
        string stem = System.IO.Path.GetFileNameWithoutExtension(plain);
        return System.IO.Path.Combine("out", stem.Length > 0 ? stem : "data");
    }

    /// <summary>Makes the folder and tries whether it takes a file.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="option">The option that names it, for the message.</param>
    /// <returns>The folder; disposing it removes what stayed empty.</returns>
    /// <exception cref="UsageException">It can't be written.</exception>
    public static OutputFolder Open(string path, string option = "--out")
    {
        var folder = new OutputFolder(path);
        try
        {
            folder.Make(path);
            string trial = System.IO.Path.Combine(path, $".carousel-{Environment.ProcessId}");
            using (new FileStream(trial, FileMode.Create, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose))
            {
            }

            return folder;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            folder.Dispose();
            string reason = System.IO.File.Exists(path) ? "a file of that name is there" : exception.Message.TrimEnd('.');
            throw new UsageException($"The output folder {path} can't be written: {reason}. Name another with {option}.");
        }
    }

    /// <summary>A file in the folder.</summary>
    public string File(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Says that there must be a stopped run to go on with.</summary>
    /// <param name="checkpoint">The name of its checkpoint.</param>
    /// <exception cref="UsageException">There is none.</exception>
    public void RequireCheckpoint(string checkpoint)
    {
        if (!System.IO.File.Exists(File(checkpoint)))
        {
            throw new UsageException($"{Path} has no checkpoint to go on with: no run was stopped there. Start one without --resume.");
        }
    }

    /// <summary>Removes files of an earlier run.</summary>
    /// <param name="names">Their names; those that are not there are passed over.</param>
    public void Remove(params ReadOnlySpan<string> names)
    {
        foreach (string name in names)
        {
            System.IO.File.Delete(File(name));
        }
    }

    /// <summary>Removes the folders that were made and stayed empty.</summary>
    public void Dispose()
    {
        for (int i = _made.Count - 1; i >= 0; i--)
        {
            try
            {
                Directory.Delete(_made[i]);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                return;
            }
        }
    }

    private void Make(string path)
    {
        string full = System.IO.Path.GetFullPath(path);
        var missing = new Stack<string>();
        for (string? at = full; at is not null && !Directory.Exists(at); at = System.IO.Path.GetDirectoryName(at))
        {
            missing.Push(at);
        }

        foreach (string one in missing)
        {
            Directory.CreateDirectory(one);
            _made.Add(one);
        }
    }
}
