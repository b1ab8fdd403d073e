using System.Diagnostics;
using System.Globalization;
using Xunit;

namespace Carousel.Testing;

/// <summary>
/// A disk of a few MiB, which can be filled: a file system in memory that only some processes see, so that no rights of
/// an administrator are needed. Linux only; where user namespaces are not allowed the test is skipped.
/// </summary>
public sealed class SmallDisk : IDisposable
{
    private const string Mount =
        "mount -t tmpfs -o size=$1k none \"$2\" && echo ready && exec sleep 3600";

    private readonly Process _holder;
    private readonly DirectoryInfo _point = Directory.CreateTempSubdirectory("carousel-disk");

    /// <summary>Makes the disk.</summary>
    /// <param name="kibibytes">Its size.</param>
    public SmallDisk(int kibibytes)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Namespaces of mounts are Linux's.");
        var start = new ProcessStartInfo(
            "unshare",
            [
                "--user", "--map-root-user", "--mount", "sh", "-c", Mount, "sh",
                kibibytes.ToString(CultureInfo.InvariantCulture), _point.FullName,
            ])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        _holder = Process.Start(start)!;
        if (_holder.StandardOutput.ReadLine() != "ready")
        {
            string why = _holder.StandardError.ReadToEnd();
            Dispose();
            Assert.Skip($"The machine allows no user namespace: {why}");
        }
    }

    /// <summary>Where the disk is for programs that <see cref="Enter"/> starts.</summary>
    public string Folder => _point.FullName;

    /// <summary>Where it is for the test.</summary>
    public string Outside => $"/proc/{_holder.Id}/root{Folder}";

    /// <summary>The words that start a program which sees the disk, before those of the program.</summary>
    public IReadOnlyList<string> Enter =>
    [
        "nsenter", "--user", "--mount", "--preserve-credentials", "--target",
        _holder.Id.ToString(CultureInfo.InvariantCulture), "--",
    ];

    /// <summary>Fills it to the last page.</summary>
    public void Fill()
    {
        using var filler = new FileStream(
            Path.Combine(Outside, "filler"), FileMode.Append, FileAccess.Write, FileShare.None, bufferSize: 0);
        byte[] page = new byte[4096];
        try
        {
            while (true)
            {
                filler.Write(page);
            }
        }
        catch (IOException)
        {
            // It is full.
        }
    }

    /// <summary>Makes room again.</summary>
    public void Free() => File.Delete(Path.Combine(Outside, "filler"));

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_holder.HasExited)
        {
            _holder.Kill();
            _holder.WaitForExit();
        }

        _holder.Dispose();
        _point.Delete(recursive: true);
    }
}
