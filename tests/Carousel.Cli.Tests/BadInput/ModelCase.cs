using Carousel.Storage;

namespace Carousel.Cli.Tests.BadInput;

/// <summary>A model file that must be rejected, and the expected message.</summary>
/// <param name="Name">What is wrong with it.</param>
/// <param name="Write">Writes it: from the path of a good model to the path of the bad one.</param>
/// <param name="Said">What the sentence must hold, as a regular expression.</param>
public sealed record ModelCase(string Name, Action<string, string> Write, string Said)
{
    public static IReadOnlyList<ModelCase> All { get; } =
    [
        new("missing file", (_, _) => { }, "bad.safetensors.* (does not exist|not there|no such|not found)"),
        new("folder", (_, bad) => Directory.CreateDirectory(bad), "bad.safetensors.* folder"),
        new("empty", (_, bad) => File.WriteAllText(bad, ""), "bad.safetensors: "),
        new("text", (_, bad) => File.WriteAllText(bad, "date,value\n2020-01-01,1\n"), "bad.safetensors: "),
        new(
            "cut short", (good, bad) => File.WriteAllBytes(bad, File.ReadAllBytes(good)[..^100]),
            "bad.safetensors: .*cut short"),
        new(
            "cut inside the header", (good, bad) => File.WriteAllBytes(bad, File.ReadAllBytes(good)[..100]),
            "bad.safetensors: "),
        new(
            "wrong header", (good, bad) => Spoil(good, bad, at: 9),
            "bad.safetensors: .*header is not JSON, so the file is damaged. Copy it again"),
        new("huge header", (good, bad) => Spoil(good, bad, at: 6), "bad.safetensors: .*Pass a model"),
        new(
            "longer header", (good, bad) => Spoil(good, bad, at: 1),
            "bad.safetensors: .*Copy it again, or pass another"),
        new("changed weight", (good, bad) => Spoil(good, bad, at: -3), "bad.safetensors: .*(checksum|damaged)"),
        new(
            "weight that is no number", (good, bad) => WriteWeight(good, bad, float.NaN),
            "bad.safetensors: the tensor '.+' contains NaN or infinity"),
        new(
            "infinite weight", (good, bad) => WriteWeight(good, bad, float.NegativeInfinity),
            "bad.safetensors: the tensor '.+' contains NaN or infinity"),
        new("another task", (_, bad) => WriteTask(bad, "tagging"), "bad.safetensors: this is a model for 'tagging'"),
    ];

    public static ModelCase Of(string name) => All.Single(c => c.Name == name);

    private static void Spoil(string good, string bad, int at)
    {
        byte[] bytes = File.ReadAllBytes(good);
        bytes[at < 0 ? bytes.Length + at : at] ^= 0x55;
        File.WriteAllBytes(bad, bytes);
    }

    /// <summary>The checksum is that of the new value: the file is whole.</summary>
    private static void WriteWeight(string good, string bad, float value)
    {
        TensorFile file = SafeTensors.Read(good);
        StoredTensor last = file.Tensors.Values.Last();
        float[] values = last.Values.ToArray();
        values[^1] = value;
        SafeTensors.Write(
            bad, new TensorFile(
                [.. file.Tensors.Values.SkipLast(1), new StoredTensor(last.Name, last.Shape, values)], file.Metadata));
    }

    private static void WriteTask(string path, string task) =>
        new ModelFile { Task = task, Configuration = "{}", Tensors = [] }.Write(path);
}
