using System.IO.Enumeration;
using Carousel.Data;
using Carousel.Interchange.Onnx.Reading;
using Carousel.Interchange.Onnx.Running;
using Carousel.Storage;

namespace Carousel.Interchange.Onnx.Verifying;

/// <summary>
/// Runs test cases in the standard's form: a folder with <c>model.onnx</c> and <c>test_data_set_N/input_K.pb</c>,
/// <c>output_K.pb</c>.
/// </summary>
internal static class OnnxTestFolder
{
    private const string ModelName = "model.onnx";

    /// <summary>Finds cases: the folder itself, or the folders in it that hold a model.</summary>
    /// <param name="folder">Where to look.</param>
    /// <param name="only">Parts of names or patterns with * and ?, of which a name has to match one; none for
    /// all.</param>
    /// <returns>The folders of the cases, by name.</returns>
    /// <exception cref="DataFormatException">The folder can't be read.</exception>
    public static IReadOnlyList<string> Find(string folder, IReadOnlyList<string> only)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentNullException.ThrowIfNull(only);
        try
        {
            string[] folders = File.Exists(Path.Combine(folder, ModelName))
                ? [Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder))]
                : Directory.GetDirectories(folder);
            return [
                .. folders.Where(f => File.Exists(Path.Combine(f, ModelName)) && Matches(Path.GetFileName(f), only))
                    .Order(StringComparer.Ordinal),
            ];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new DataFormatException(
                Directory.Exists(folder)
                    ? $"{folder} can't be read: {exception.Message}"
                    : $"There is no folder '{folder}'.", exception);
        }
    }

    /// <summary>Runs a case with all its sets of data.</summary>
    /// <param name="folder">The folder of the case.</param>
    /// <param name="threads">Threads that compute; 0 for all processors.</param>
    /// <returns>What came of it.</returns>
    public static OnnxCaseResult Run(string folder, int threads = 0)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        return Judge(Path.GetFileName(folder), () =>
        {
            var model = OnnxModel.Load(Path.Combine(folder, ModelName));
            using var session = new OnnxSession(model, new OnnxSessionOptions { Threads = threads });
            string[] sets = [.. Directory.GetDirectories(folder, "test_data_set_*").Order(StringComparer.Ordinal)];
            return sets.Length == 0
                ? "There is no folder test_data_set_0 with inputs and outputs."
                : sets.Select(s => RunSet(session, s)).FirstOrDefault(r => r.Length > 0) ?? "";
        });
    }

    /// <summary>Says what came of a case, whatever happens in it.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="run">Runs it, and says why it failed; an empty text where it passed.</param>
    internal static OnnxCaseResult Judge(string name, Func<string> run)
    {
        try
        {
            string reason = run();
            return new OnnxCaseResult(
                name, reason.Length == 0 ? OnnxCaseVerdict.Passed : OnnxCaseVerdict.Failed, reason);
        }
        catch (OnnxNotTakenException exception)
        {
            return new OnnxCaseResult(name, OnnxCaseVerdict.NotTaken, exception.Message);
        }
        catch (Exception exception) when (exception is ModelFileException or DataFormatException or IOException
            or UnauthorizedAccessException)
        {
            return new OnnxCaseResult(name, OnnxCaseVerdict.Failed, exception.Message);
        }
        // A case that goes wrong in a way that nobody foresaw is one failed case, and the others still run.
#pragma warning disable CA1031
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return new OnnxCaseResult(
                name, OnnxCaseVerdict.Failed,
                OneLine.Of($"something went wrong that should not: {exception.GetType().Name}: {exception.Message}"));
        }
    }

    private static string RunSet(OnnxSession session, string folder)
    {
        var inputs = new Dictionary<string, OnnxTensor>(StringComparer.Ordinal);
        for (int k = 0; k < session.Model.Inputs.Count && File.Exists(FileOf("input", k)); k++)
        {
            inputs[session.Model.Inputs[k].Name] = OnnxTensorFile.Read(FileOf("input", k)).Tensor;
        }

        IReadOnlyDictionary<string, OnnxTensor> outputs = session.Run(inputs);
        for (int k = 0; k < session.Model.Outputs.Count; k++)
        {
            string name = session.Model.Outputs[k].Name;
            if (!File.Exists(FileOf("output", k)))
            {
                return $"{Path.GetFileName(folder)}: there is no output_{k}.pb to compare the output '{name}' with.";
            }

            if (OnnxTolerance.Difference(
                outputs[name], OnnxTensorFile.Read(FileOf("output", k)).Tensor) is { } difference)
            {
                return $"{Path.GetFileName(folder)}: the output '{name}' {difference}";
            }
        }

        return session.Model.Outputs.Count > 0
            ? ""
            : $"{Path.GetFileName(folder)}: the model has no output to compare.";

        string FileOf(string kind, int k) => Path.Combine(folder, $"{kind}_{k}.pb");
    }

    private static bool Matches(string name, IReadOnlyList<string> only) => only.Count == 0
        || only.Any(
            o => o.AsSpan().ContainsAny('*', '?')
                ? FileSystemName.MatchesSimpleExpression(o, name)
                : name.Contains(o, StringComparison.OrdinalIgnoreCase));
}
