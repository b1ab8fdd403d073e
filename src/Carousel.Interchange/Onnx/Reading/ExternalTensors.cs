using System.Globalization;
using Carousel.Interchange.Onnx.Protocol;
using Carousel.Storage;

namespace Carousel.Interchange.Onnx;

/// <summary>
/// Reads tensors whose bytes are in separate files: only in the folder of the model or below it.
/// </summary>
/// <remarks>
/// Tensors that name the same bytes share them, and those that name parts of them may not take more memory in all than
/// the file has bytes.
/// </remarks>
/// <param name="file">The model's file.</param>
internal sealed class ExternalTensors(string file)
{
    private readonly Dictionary<(string Path, long Offset, long Bytes, bool IsBool), ReadOnlyMemory<byte>> _read = [];
    private readonly Dictionary<string, long> _taken = [];
    private readonly Lock _gate = new();

    /// <summary>Reads the bytes.</summary>
    /// <param name="proto">The tensor.</param>
    /// <param name="type">Its type.</param>
    /// <param name="what">What messages call it.</param>
    /// <param name="bytes">How many bytes its sizes ask for.</param>
    /// <exception cref="ModelFileException">The file can't be read, is outside the folder, is too short, or the tensors
    /// that name it contain more bytes than it has.</exception>
    public ReadOnlyMemory<byte> Read(TensorProto proto, OnnxType type, string what, long bytes)
    {
        string location = Entry(proto, "location")
            ?? throw Wrong(file, $"{what} is stored in another file, whose name is missing.");
        long offset = Number(file, proto, what, "offset") ?? 0;
        if ((Number(file, proto, what, "length") ?? bytes) != bytes)
        {
            throw Wrong(
                file, $"{what} needs {bytes} bytes for its sizes, but its entry says {Entry(proto, "length")}.");
        }

        string path = Resolve(file, location, what);
        lock (_gate)
        {
            var key = (path, offset, bytes, type == OnnxType.Bool);
            if (!_read.TryGetValue(key, out ReadOnlyMemory<byte> values))
            {
                values = TensorReading.Truths(type, ReadPart(path, location, offset, bytes, what));
                _read.Add(key, values);
            }

            return values;
        }
    }

    private byte[] ReadPart(string path, string location, long offset, long bytes, string what)
    {
        try
        {
            if (RegularFile.IsWithoutBytes(path))
            {
                return bytes == 0 ? [] : throw Wrong(
                    file, $"{what} is stored in '{location}', which is empty or not a regular file. Get it again.");
            }

            using FileStream stream = File.OpenRead(path);
            // Before memory is taken.
            if (offset > stream.Length || bytes > stream.Length - offset)
            {
                throw Wrong(
                    file,
                    $"{what} needs {bytes} bytes from byte {offset} of '{location}', which has {stream.Length}. The "
                    + $"file is cut short: get it again.");
            }

            long taken = _taken.GetValueOrDefault(path) + bytes;
            if (taken > stream.Length)
            {
                throw Wrong(
                    file,
                    $"together with {what} the tensors in '{location}' need {taken} bytes, but the file "
                    + $"has {stream.Length}: they overlap. The model is rejected as malformed.");
            }

            _taken[path] = taken;
            stream.Position = offset;
            var values = new byte[bytes];
            stream.ReadExactly(values);
            return values;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Refusal.Of(
                $"{file} stores {what} in '{location}', which can't be read: {exception.Message}", exception);
        }
    }

    private static string Resolve(string file, string location, string what)
    {
        string folder = Path.GetFullPath(Path.GetDirectoryName(Path.GetFullPath(file))!);
        bool leaves = location.Length == 0 || location.Contains('\0') || location.Contains('\\')
            || Path.IsPathRooted(location) || location.Split('/').Contains("..");
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
            ? throw Wrong(
                file,
                $"{what} is stored in '{location}'. Carousel reads such files only from the folder of the model, and "
                + $"does not follow links.")
            : path;
    }

    private static long? Number(string file, TensorProto proto, string what, string key) =>
        Entry(proto, key) is not { } text ? null
        : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long value) ? value
        : throw Wrong(file, $"{what} has the {key} '{text}' in its other file, where a whole number is expected.");

    private static string? Entry(TensorProto proto, string key) =>
        proto.ExternalData.FirstOrDefault(e => e.Key == key)?.Value;

    private static ModelFileException Wrong(string file, string sentence) => Refusal.Of($"{file}: {sentence}");
}
