using System.Text.Json;

namespace Carousel.Testing;

/// <summary>A golden file of tests/parity/golden; see the README there for its form.</summary>
public sealed class Golden
{
    private readonly JsonElement _root;

    private Golden(JsonElement root) => _root = root;

    /// <summary>The names of all tensors.</summary>
    public IEnumerable<string> Tensors =>
        _root.GetProperty("tensors").EnumerateObject().Select(property => property.Name);

    /// <summary>Reads a file by its name without <c>.json</c>.</summary>
    public static Golden Read(string name)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Folder(), name + ".json")));
        return new Golden(document.RootElement.Clone());
    }

    /// <summary>The names of all files of a kind, such as <c>train</c>, without <c>.json</c>.</summary>
    public static IReadOnlyList<string> Names(string beginning) =>
        [
            .. Directory.GetFiles(Folder(), beginning + "*.json")
                .Select(file => Path.GetFileNameWithoutExtension(file)!)
                .Order(StringComparer.Ordinal),
        ];

    /// <summary>A setting.</summary>
    public JsonElement Setting(string name) => _root.GetProperty(name);

    /// <summary>A setting that is a number.</summary>
    public double Number(string name) => Setting(name).GetDouble();

    /// <summary>A setting that is a list of whole numbers.</summary>
    public int[] Integers(string name) => [.. Setting(name).EnumerateArray().Select(element => element.GetInt32())];

    /// <summary>Whether there is such a tensor.</summary>
    public bool Has(string name) => _root.GetProperty("tensors").TryGetProperty(name, out _);

    /// <summary>The sizes of a tensor.</summary>
    public int[] Shape(string name) =>
        [
            .. _root.GetProperty("tensors").GetProperty(name).GetProperty("shape").EnumerateArray()
                .Select(element => element.GetInt32()),
        ];

    /// <summary>The values of a tensor, row-major.</summary>
    public double[] Values(string name) =>
        [
            .. _root.GetProperty("tensors").GetProperty(name).GetProperty("values").EnumerateArray()
                .Select(element => element.GetDouble()),
        ];

    /// <summary>The values of a tensor in single precision; given values lose nothing.</summary>
    public float[] Floats(string name) => Near.Floats(Values(name));

    /// <summary>The folder of the golden files.</summary>
    public static string Folder()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string golden = Path.Combine(folder.FullName, "tests", "parity", "golden");
            if (Directory.Exists(golden))
            {
                return golden;
            }
        }

        throw new DirectoryNotFoundException("There is no tests/parity/golden above the tests' own folder.");
    }
}
