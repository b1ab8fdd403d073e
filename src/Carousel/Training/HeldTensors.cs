using Carousel.Storage;
using Carousel.Tensors;

namespace Carousel.Training;

/// <summary>All tensors that a training holds between steps, under the names they have in a checkpoint.</summary>
internal sealed record HeldTensors(
    Parameter[] Parameters, Optimizer Optimizer, ParameterCopy Best, AveragedParameters? Averages, CarriedState Carried,
    Dictionary<string, float[]> Room)
{
    private const string CarriedName = "carried";

    /// <summary>The tensors of every training.</summary>
    public static IEnumerable<(string Name, Tensor Values)> Of(Parameter[] parameters, Optimizer optimizer) =>
        parameters.Select(parameter => ($"parameter/{parameter.Name}", parameter.Value))
            .Concat(optimizer.State.Select(state => ($"optimiser/{state.Name}", state.Values)));

    /// <summary>Copies of all tensors.</summary>
    public IEnumerable<StoredTensor> Store()
    {
        foreach ((string name, Tensor values) in Fixed().Concat(Best.IsTaken ? BestValues() : []))
        {
            yield return Stored(name, values);
        }

        if (!Carried.Values.IsNone)
        {
            yield return Stored(CarriedName, Carried.Values);
        }
    }

    /// <summary>Finds what is wrong with tensors that are to be taken back.</summary>
    /// <returns>A sentence; <c>null</c> where all fit.</returns>
    public string? Misfit(IReadOnlyDictionary<string, StoredTensor> tensors)
    {
        bool hasBest = tensors.Keys.Any(name => name.StartsWith("best/", StringComparison.Ordinal));
        int count = tensors.ContainsKey(CarriedName) ? 1 : 0;
        foreach ((string name, Tensor values) in Fixed().Concat(hasBest ? BestValues() : []))
        {
            if (!tensors.TryGetValue(name, out StoredTensor? stored))
            {
                return $"the tensor '{name}' is missing.";
            }

            if (stored.Shape != values.Shape)
            {
                return $"the tensor '{name}' has the shape {stored.Shape}, the model needs {values.Shape}.";
            }

            count++;
        }

        return count == tensors.Count ? null : $"it holds {tensors.Count} tensors, the training needs {count}.";
    }

    /// <summary>Takes all tensors back; they must fit.</summary>
    public void Load(IReadOnlyDictionary<string, StoredTensor> tensors)
    {
        Best.IsTaken = tensors.Keys.Any(name => name.StartsWith("best/", StringComparison.Ordinal));
        foreach ((string name, Tensor values) in Fixed().Concat(Best.IsTaken ? BestValues() : []))
        {
            values.Write(tensors[name].Values.Span);
        }

        foreach (Parameter parameter in Parameters)
        {
            parameter.MarkChanged();
        }

        Carried.Clear();
        if (tensors.TryGetValue(CarriedName, out StoredTensor? carried))
        {
            Carried.Reserve(carried.Shape);
            Carried.Values.Write(carried.Values.Span);
        }
    }

    /// <summary>
    /// A copy in room that the next checkpoint uses again: a large one would otherwise leave its bytes to the
    /// collector.
    /// </summary>
    private StoredTensor Stored(string name, Tensor values)
    {
        if (!Room.TryGetValue(name, out float[]? copy) || copy.Length != values.Length)
        {
            Room[name] = copy = new float[values.Length];
        }

        values.Read(copy);
        return new StoredTensor(name, values.Shape, copy);
    }

    private IEnumerable<(string Name, Tensor Values)> Fixed() =>
        Of(Parameters, Optimizer).Concat(
            Averages is null
                ? []
                : Averages.Parameters.Select((parameter, i) => ($"average/{parameter.Name}", Averages.Values[i])));

    private IEnumerable<(string Name, Tensor Values)> BestValues() =>
        Parameters.Select((parameter, i) => ($"best/{parameter.Name}", Best.Values[i]));
}
