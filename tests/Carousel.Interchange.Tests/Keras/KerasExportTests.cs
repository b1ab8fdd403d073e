using System.Diagnostics;
using Carousel.Interchange.Keras;
using Carousel.Jobs.Networks;
using Carousel.Testing;

namespace Carousel.Interchange.Tests.Keras;

/// <summary>The script that users run with Keras, on models that replace Keras's.</summary>
public sealed class KerasExportTests : IDisposable
{
    private static readonly Lazy<bool> _hasNumpy = new(() => Python("-c", "import numpy").Code == 0);

    private readonly string _folder = Directory.CreateTempSubdirectory("carousel-keras-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("sequential", "LSTM 5, LSTM 4, last step, dense 2")]
    [InlineData("functional", "LSTM 5, dense 2")]
    [InlineData("symbols", "embedding 9×4, LSTM 3")]
    [InlineData("stateful", "LSTM 4")]
    public void Export_WritesWhatIsImported(string name, string chain)
    {
        string path = Path.Combine(_folder, "out.safetensors");
        (int code, string errors) = Export(name, path);
        Assert.True(code == 0, errors);

        KerasImport import = KerasModel.Import(path, threads: 1);
        using var model = NetworkModel.Of(import.Model);

        Assert.Equal(chain, model.Design.Describe());
        Assert.InRange(import.LargestDifference ?? -1, double.Epsilon, 1e-5);
    }

    [Fact]
    public void Export_Refuses_WhenLayersBranch()
    {
        string path = Path.Combine(_folder, "out.safetensors");

        (int code, string errors) = Export("branching", path);

        Assert.Equal(1, code);
        Assert.Contains(
            "The layer 'dense' reads input, not the layer before it alone.", errors, StringComparison.Ordinal);
        Assert.False(File.Exists(path));
    }

    private static (int Code, string Errors) Export(string name, string path)
    {
        Needed.Require(_hasNumpy.Value, $"{PythonProgram.Name} has no numpy; CAROUSEL_PYTHON names another Python.");
        return Python(Path.Combine(Golden.Folder(), "..", "keras", "stand_in.py"), name, path);
    }

    private static (int Code, string Errors) Python(params string[] arguments)
    {
        try
        {
            // Python would write its compiled files next to the script.
            var start = new ProcessStartInfo(PythonProgram.Name, ["-B", .. arguments]) { RedirectStandardError = true };
            using Process process = Process.Start(start)!;
            string errors = process.StandardError.ReadToEnd();
            process.WaitForExit();
            return (process.ExitCode, errors);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return (-1, "");
        }
    }
}
