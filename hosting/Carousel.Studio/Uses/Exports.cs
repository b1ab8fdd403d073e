using System.IO.Compression;
using Carousel.Studio.Data;
using Carousel.Studio.Messages;
using Carousel.Studio.Works;

namespace Carousel.Studio.Uses;

/// <summary>Models in other forms: what <c>carousel export</c> writes.</summary>
/// <param name="command">The command.</param>
/// <param name="root">A folder for the exported files.</param>
internal sealed class Exports(ICommandLine command, string root)
{
    /// <summary>The forms.</summary>
    public static IReadOnlyList<string> Forms { get; } = ["onnx", "c", "web", "model"];

    /// <summary>Exports the model of a run.</summary>
    /// <param name="work">The run.</param>
    /// <param name="form">One of <see cref="Forms"/>.</param>
    /// <returns>The name of the file and its bytes.</returns>
    /// <exception cref="RefusalException">The work has no model, or it can't be exported.</exception>
    public async Task<(string Name, byte[] Bytes)> MakeAsync(Work work, string form)
    {
        string model = ModelShelf.FileOf(work), name = Path.GetFileNameWithoutExtension(SafeName.Of(work.Stored.Name));
        if (form == "model")
        {
            return ($"{name}.safetensors", await File.ReadAllBytesAsync(model).ConfigureAwait(false));
        }

        // The forms are called by the folder of the model.
        string folder = Path.Combine(root, Guid.NewGuid().ToString("N")), own = Path.Combine(folder, name);
        string made = Path.Combine(folder, "made");
        try
        {
            Directory.CreateDirectory(own);
            Directory.CreateDirectory(made);
            string copy = Path.Combine(own, "model.safetensors");
            File.Copy(model, copy);
            string target = form == "web" ? Path.Combine(made, $"{name}.html") : made;
            await CommandRun.RunAsync(command, ["export", form, copy, "--out", target], own).ConfigureAwait(false);
            string[] files = Directory.GetFiles(made);
            return files.Length == 1
                ? (Path.GetFileName(files[0]), await File.ReadAllBytesAsync(files[0]).ConfigureAwait(false))
                : ($"{name}-{form}.zip", Pack(files));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static byte[] Pack(string[] files)
    {
        using var bytes = new MemoryStream();
        using (var archive = new ZipArchive(bytes, ZipArchiveMode.Create))
        {
            foreach (string file in files.Order(StringComparer.Ordinal))
            {
                archive.CreateEntryFromFile(file, Path.GetFileName(file));
            }
        }

        return bytes.ToArray();
    }
}
