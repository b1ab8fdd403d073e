using System.Globalization;
using Carousel.Interchange.Onnx.Protocol;
using Carousel.Storage;

namespace Carousel.Interchange.Onnx.Reading;

/// <summary>Reads a tensor whose bytes lie in a file beside the model: in the model's own folder or below it, and nowhere else.</summary>
internal static class ExternalTensor
{
    /// <summary>Reads the bytes.</summary>
    /// <param name="file">The model's file.</param>
    /// <param name="hasFolder">Whether it has a folder.</param>
    /// <param name="proto">The tensor.</param>
    /// <param name="what">What messages call it.</param>
    /// <param name="bytes">How many bytes its sizes ask for.</param>
    /// <exception cref="ModelFileException">The file can't be read, lies outside the folder, or is too short.</exception>
    public static byte[] Read(string file, bool hasFolder, TensorProto proto, string what, long bytes)
    {
        string location = Entry(proto, "location") ?? throw Wrong(file, $"{what} lies in another file, whose name is missing.");
        if (!hasFolder)
        {
            throw Wrong(file, $"{what} lies in the file '{location}', but the model comes without a folder. Load it by its path, or save it as one file.");
        }

        long offset = Number(file, proto, what, "offset") ?? 0;
        if ((Number(file, proto, what, "length") ?? bytes) != bytes)
        {
            throw Wrong(file, $"{what} needs {bytes} bytes for its sizes, but its entry says {Entry(proto, "length")}.");
        }

        string path = Resolve(file, location, what);
        try
        {
            using FileStream stream = File.OpenRead(path);
            // Before memory is taken.
            if (offset > stream.Length || bytes > stream.Length - offset)
            {
                throw Wrong(file, $"{what} needs {bytes} bytes from byte {offset} of '{location}', which has {stream.Length}. The file is cut short: get it anew.");
            }

            stream.Position = offset;
            var values = new byte[bytes];
            stream.ReadExactly(values);
            return values;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Refusal.Of($"{file}: {what} lies in '{location}', which can't be read: {exception.Message}", exception);
        }
    }

    private static string Resolve(string file, string location, string what)
    {
        string folder = Path.GetFullPath(Path.GetDirectoryName(Path.GetFullPath(file))!);
        bool leaves = location.Length == 0 || location.Contains('\0') || location.Contains('\\') || Path.IsPathRooted(location) || location.Split('/').Contains("..");
        string path = leaves ? folder : Path.GetFullPath(Path.Combine(folder, location));
        if (!leaves)
        {
            // A link may lead elsewhere, at any level.
            for (string part = path; part.Length > folder.Length; part = Path.GetDirectoryName(part)!)
            {
                leaves |= new FileInfo(part).LinkTarget is not null;
            }
        }

        return leaves
            ? throw Wrong(file, $"{what} lies in '{location}'. Carousel reads such files in the model's own folder alone, and follows no links.")
            : path;
    }

    private static long? Number(string file, TensorProto proto, string what, string key) => Entry(proto, key) is not { } text ? null
        : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long value) ? value
        : throw Wrong(file, $"{what} has the {key} '{text}' in its other file, where a whole number is expected.");

    private static string? Entry(TensorProto proto, string key) => proto.ExternalData.FirstOrDefault(e => e.Key == key)?.Value;

    private static ModelFileException Wrong(string file, string sentence) => Refusal.Of($"{file}: {sentence}");
}
