using Carousel.Networks;
using Carousel.Server.Models;

namespace Carousel.Server.Tests.Engine;

/// <summary>A sequence stepped by a single caller, on a batch of one, without faults.</summary>
internal sealed class Undisturbed : IStateRows, IDisposable
{
    private readonly NetworkBatch _batch;
    private readonly float[] _state;

    /// <summary>A sequence at its start.</summary>
    /// <param name="model">The version it runs on.</param>
    public Undisturbed(ServedModel model)
    {
        Model = model;
        _batch = model.NewBatch(1);
        _state = new float[_batch.StateSize];
        _batch.Start(_state);
    }

    /// <summary>The version it runs on.</summary>
    public ServedModel Model { get; }

    /// <summary>The number of the next step.</summary>
    public long Next { get; private set; } = 1;

    /// <summary>The first step of which it knows row and answer.</summary>
    public long First { get; private set; } = 1;

    /// <summary>The rows since <see cref="First"/>.</summary>
    public List<float[]> Rows { get; } = [];

    /// <summary>The answers since <see cref="First"/>.</summary>
    public List<float[]> Answers { get; } = [];

    /// <summary>A copy of the state.</summary>
    public float[] State => [.. _state];

    Span<float> IStateRows.Row(int sequence) => _state;

    /// <summary>Takes a step.</summary>
    public float[] Step(float[] row)
    {
        var answer = new float[_batch.OutputSize];
        _batch.Step([Next++], row, this, answer);
        Rows.Add(row);
        Answers.Add(answer);
        return answer;
    }

    /// <summary>Continues from another state; earlier steps belong to another sequence.</summary>
    public void GoOn(float[] state, long next)
    {
        state.CopyTo(_state, 0);
        (Next, First) = (next, next);
        Rows.Clear();
        Answers.Clear();
    }

    /// <summary>The same state on another version, with the same steps before it.</summary>
    public Undisturbed On(ServedModel model)
    {
        var moved = new Undisturbed(model);
        moved.GoOn(_state, Next);
        moved.First = First;
        moved.Rows.AddRange(Rows);
        moved.Answers.AddRange(Answers);
        return moved;
    }

    /// <summary>A row of a session: always the same one of the same step.</summary>
    /// <param name="model">What reads it.</param>
    /// <param name="session">Which session.</param>
    /// <param name="step">The number of the step.</param>
    public static float[] Row(ServedModel model, int session, long step)
    {
        var random = new Random(unchecked((session * 7919) + (int)(step * 104_729)));
        var row = new float[model.InputSize];
        for (int k = 0; k < row.Length; k++)
        {
            row[k] = model.Symbols > 0 ? random.Next(model.Symbols) : (float)((2 * random.NextDouble()) - 1);
        }

        return row;
    }

    /// <inheritdoc/>
    public void Dispose() => _batch.Dispose();
}
