using System.Text.Json;
using Carousel.Networks;

namespace Carousel.Interchange.Onnx;

/// <summary>Metadata that Carousel wrote into the file: names of numbers, and the task of the model.</summary>
internal static class ChainNames
{
    private const string Task = "carousel.task";

    /// <summary>The design with the names of its numbers, where the file is of a network and has them.</summary>
    public static NetworkDesign Named(OnnxModel model, Chain chain, NetworkDesign design)
    {
        if (model.Metadata.GetValueOrDefault(Task) != LayerFile.NetworkTask)
        {
            return design;
        }

        NetworkDesign named = design with
        {
            InputNames = Names(
                model, $"carousel.input.{chain.Input.Name}", design.Symbols > 0 ? [] : design.InputColumns()),
            OutputNames = Names(model, $"carousel.output.{chain.Output}", design.OutputColumns()),
        };
        return named.FindMistake() is null ? named : design;
    }

    /// <summary>What is lost of another job's model, as a sentence; null where nothing is.</summary>
    public static string? Loss(OnnxModel model) =>
        model.Metadata.GetValueOrDefault(Task) is { } task && task != LayerFile.NetworkTask
        ? $"Carousel wrote the file from a model for '{task}'; its scales, names and vocabulary are lost, so inputs "
            + $"and outputs are the unscaled numbers of the graph"
        : null;

    private static string[] Names(OnnxModel model, string key, IReadOnlyList<string> usual)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(model.Metadata.GetValueOrDefault(key) ?? "");
            string[] names =
            [
                .. document.RootElement.GetProperty("values").EnumerateArray()
                    .Select(v => v.GetProperty("name").GetString() ?? ""),
            ];
            return names.Length != usual.Count || names.SequenceEqual(usual) ? [] : names;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            // Metadata are anybody's to change; without names the numbers are counted.
            return [];
        }
    }
}
