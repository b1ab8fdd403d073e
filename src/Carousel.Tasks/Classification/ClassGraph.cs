using Carousel.Tasks.Graphs;
using Carousel.Tasks.Portable;

namespace Carousel.Tasks.Classification;

/// <summary>A classifier as a graph: the probability of each class of whole sequences, averaged over the networks.</summary>
internal static class ClassGraph
{
    /// <summary>The graph.</summary>
    /// <param name="model">The networks.</param>
    /// <param name="temperature">What scores are divided by.</param>
    public static ModelGraph Of(ClassModel model, double temperature) => new(ModelGraph.Whole, "the probability of each class of a sequence", graph =>
    {
        PortableInput meaning = ClassPortable.Input(model.Encoder);
        GraphValue input = model.Encoder.Symbols is null ? graph.Numbers("input", GraphAxis.Sequences, meaning) : graph.Symbols("symbols", GraphAxis.Sequences, meaning);
        GraphValue lengths = graph.Lengths("lengths", input);
        (GraphValue, GraphValue)? characters = null;
        if (model.Encoder.Design.Input == ClassInput.Both)
        {
            GraphValue letters = graph.Symbols(
                "characters", [GraphAxis.Letters, .. GraphAxis.Sequences], PortableInput.OfSymbols("character", model.Encoder.Characters!.Entries, PortableUnits.None));
            characters = (letters, graph.Lengths("character_counts", letters));
        }

        if (ClassPortable.Table(model.Encoder.Design) is { } table)
        {
            graph.Note(table);
        }

        GraphValue[] members = [.. model.Members.Select(m => graph.Softmax(m.Draw(graph, input, characters, lengths), temperature))];
        graph.Output("probabilities", graph.Mean(members), new PortableAnswer(PortableFunction.None, [.. model.Encoder.Labels.Entries.Select(n => new PortableValue(n))]));
    });
}
