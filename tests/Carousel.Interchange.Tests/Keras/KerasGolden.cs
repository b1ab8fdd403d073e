using Carousel.Storage;
using Carousel.Tensors;
using Carousel.Testing;

namespace Carousel.Interchange.Tests.Keras;

/// <summary>The files of tests/parity/golden/keras, computed by Keras's port to JavaScript, and changed ones.</summary>
internal static class KerasGolden
{
    /// <summary>The names of all files.</summary>
    public static string[] Names() =>
        [
            .. Directory.EnumerateFiles(Folder(), "*.safetensors").Select(f => Path.GetFileNameWithoutExtension(f))
                .Order(StringComparer.Ordinal),
        ];

    /// <summary>Where a file lies.</summary>
    public static string File(string name) => Path.Combine(Folder(), name + ".safetensors");

    /// <summary>A file with another description.</summary>
    public static TensorFile Described(string name, string old, string replacement)
    {
        TensorFile file = SafeTensors.Read(File(name));
        string description = file.Metadata["keras_model"],
            changed = description.Replace(old, replacement, StringComparison.Ordinal);
        Assert.NotEqual(description, changed);
        return new TensorFile(
            file.Tensors.Values,
            file.Metadata.ToDictionary(t => t.Key, t => t.Key == "keras_model" ? changed : t.Value));
    }

    /// <summary>A file with other values of a tensor; no values for none.</summary>
    public static TensorFile Changed(string name, string tensor, Func<float[], float[]?> change)
    {
        TensorFile file = SafeTensors.Read(File(name));
        StoredTensor old = file.Tensors[tensor];
        float[]? values = change(old.Values.ToArray());
        Shape shape = values?.Length == old.Shape.Length ? old.Shape : new Shape(values?.Length ?? 0);
        return new TensorFile(
            file.Tensors.Values.Where(t => t.Name != tensor)
                .Concat(values is null ? [] : [new StoredTensor(tensor, shape, values)]), file.Metadata);
    }

    private static string Folder() => Path.Combine(Golden.Folder(), "keras");
}
