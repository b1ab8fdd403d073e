using Carousel.Cli.Errors;
using Carousel.Cli.Rendering;
using Carousel.Report;
using Carousel.Storage;
using IOFile = System.IO.File;
using IOPath = System.IO.Path;

namespace Carousel.Cli;

/// <summary>
/// The folder that a verb writes to. It is tried before the work begins, and folders made for nothing are removed
/// again.
/// </summary>
internal sealed class OutputFolder : IDisposable
{
    /// <summary>How a verb with that option discards a stopped run.</summary>
    public const string Overwriting = "pass --overwrite to begin again";

    /// <summary>What a stream leaves in its folder, finished or not.</summary>
    public const string StreamState = "the saved state of an earlier stream";

    private readonly List<string> _made = [];
    private FolderLock? _lock;

    private OutputFolder(string path) => Path = path;

    /// <summary>The folder as the user named it.</summary>
    public string Path { get; }

    /// <summary>Says that <c>--resume</c> found nothing, and what is done: so a script can always pass it.</summary>
    public string NothingToResume => $"{Path} contains no stopped run, so a new run begins.";

    /// <summary>Refuses a folder where a file is to be written.</summary>
    /// <param name="path">What was named.</param>
    /// <param name="option">The argument or option that names it.</param>
    /// <param name="usual">A usual name of such a file.</param>
    /// <exception cref="UsageException">It is a folder, or nothing.</exception>
    public static void RequireFile(string path, string option, string usual)
    {
        if (path.Length == 0 || Directory.Exists(path) || IOPath.EndsInDirectorySeparator(path))
        {
            throw new UsageException(
                $"{option} must be a file, such as {IOPath.Combine(path.Length == 0 ? "out" : path, usual)}, but is a "
                + "folder.");
        }
    }

    /// <summary>Whether two paths name one file.</summary>
    public static bool IsSame(string path, string other) => IOPath.GetFullPath(path) == IOPath.GetFullPath(other);

    /// <summary>Where results go when no folder is named: <c>out/</c> and the name of the data.</summary>
    public static string DefaultFor(string dataFile)
    {
        string name = IOPath.GetFileName(dataFile);
        string plain = name.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? name[..^3] : name;
        string stem = IOPath.GetFileNameWithoutExtension(plain);
        return IOPath.Combine("out", stem.Length > 0 ? stem : "data");
    }

    /// <summary>
    /// Makes the folder and takes it for this run: two that write the same files would leave some of each.
    /// </summary>
    /// <param name="path">The folder.</param>
    /// <returns>The folder; disposing it removes what stayed empty.</returns>
    /// <exception cref="UsageException">It can't be written, or another run writes there.</exception>
    public static OutputFolder Open(string path) => Open(path, "--out", folder => folder.Take());

    /// <summary>Makes a folder that several runs may write to at once, each its own files.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="option">The option that names it, for the message.</param>
    /// <inheritdoc cref="Open(string)"/>
    public static OutputFolder OpenShared(string path, string option = "--out") =>
        Open(path, option, folder => folder.Try());

    /// <summary>Makes the folder that a file is to be written to; others may write to it at once.</summary>
    /// <param name="file">The file.</param>
    /// <param name="option">What names it, for the message.</param>
    /// <returns>The folder; disposing it removes what stayed empty.</returns>
    /// <exception cref="UsageException">It can't be written.</exception>
    public static OutputFolder OpenFor(string file, string option = "--out") =>
        OpenShared(IOPath.GetDirectoryName(file) is { Length: > 0 } parent ? parent : ".", option);

    /// <summary>A file in the folder.</summary>
    public string File(string name) => IOPath.Combine(Path, name);

    /// <summary>Writes a report into the folder, as a whole or not at all.</summary>
    public void Write(string name, ReportDocument report) =>
        AtomicFile.Write(File(name), ReportWriter.ToHtml(report));

    /// <summary>Whether a file is there, such as the checkpoint of a stopped run.</summary>
    public bool Has(string name) => IOFile.Exists(File(name));

    /// <summary>Whether there is a checkpoint to go on with; where there is none, that is said.</summary>
    /// <param name="checkpoint">Its name.</param>
    /// <param name="terminal">Where it is said.</param>
    /// <param name="isQuiet">Whether it is not.</param>
    public bool IsResumed(string checkpoint, Terminal terminal, bool isQuiet)
    {
        bool found = Has(checkpoint);
        if (!found && !isQuiet)
        {
            terminal.Error.WriteLine($"  {NothingToResume}");
        }

        return found;
    }

    /// <summary>Refuses to begin again if an earlier run could be continued: it may have taken days.</summary>
    /// <param name="what">What the folder contains.</param>
    /// <param name="discard">How the user says that it is to be deleted.</param>
    /// <exception cref="UsageException">Always.</exception>
    public void RefuseStopped(
        string what = "the checkpoint of a stopped run", string discard = "name another folder with --out") =>
        throw new UsageException(
            $"{Path} contains {what}. This run would delete it. Pass --resume to continue from it, or {discard}.");

    /// <summary>Removes files of an earlier run.</summary>
    /// <param name="names">Their names; those that are not there are passed over.</param>
    public void Remove(params ReadOnlySpan<string> names)
    {
        foreach (string name in names)
        {
            IOFile.Delete(File(name));
        }
    }

    /// <summary>Gives the folder free and removes the folders that were made and stayed empty.</summary>
    public void Dispose()
    {
        _lock?.Dispose();
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

    private static OutputFolder Open(string path, string option, Action<OutputFolder> take)
    {
        var folder = new OutputFolder(path);
        try
        {
            folder.Make(path);
            take(folder);
            AtomicFile.RemoveLeftovers(path);
            return folder;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException
            or NotSupportedException)
        {
            folder.Dispose();
            string reason = IOFile.Exists(path)
                ? "a file with that name exists"
                : exception.Message.TrimEnd('.');
            throw new UsageException(
                $"The output folder {path} can't be written: {reason}. Choose another {option}.");
        }
    }

    private void Take()
    {
        _lock = FolderLock.TryTake(Path, out int holder);
        if (_lock is null)
        {
            string process = holder > 0 ? $", process {holder}," : "";
            throw new UsageException(
                $"Another run{process} writes to {Path}. Wait until it has ended, or name another folder "
                + "with --out.");
        }
    }

    // Under a name that the next run removes, should this one be killed right here.
    private void Try()
    {
        string trial = File($".carousel-{Environment.ProcessId}.partial");
        const FileOptions gone = FileOptions.DeleteOnClose;
        using var file = new FileStream(trial, FileMode.Create, FileAccess.Write, FileShare.None, 1, gone);
    }

    private void Make(string path)
    {
        string full = IOPath.GetFullPath(path);
        var missing = new Stack<string>();
        for (string? at = full; at is not null && !Directory.Exists(at); at = IOPath.GetDirectoryName(at))
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
