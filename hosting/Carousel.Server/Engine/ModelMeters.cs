using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Carousel.Data;
using Carousel.Networks;
using Carousel.Server.Models;

namespace Carousel.Server.Engine;

/// <summary>What an engine counts of one version of a model.</summary>
internal sealed class ModelMeters
{
    private readonly IReadOnlyList<FittedScaler>? _scales;
    private readonly string[] _columns;
    private readonly ConcurrentDictionary<int, InputDrift> _drifts = new();
    private readonly RecentRate _rate = new(EngineMeters.Second);
    private long _steps;

    /// <summary>Nothing is counted yet.</summary>
    /// <param name="model">The version.</param>
    public ModelMeters(ServedModel model)
    {
        NetworkDesign? design = model.Network?.Design;
        (Tag, Version) = (new("model", model.Name), model.Sha256);
        _scales = design?.InputScales;
        _columns = _scales is null ? [] : [.. design!.InputColumns().Take(InputDrift.MostColumns)];
    }

    /// <summary>The model's name, for measurements.</summary>
    public KeyValuePair<string, object?> Tag { get; }

    /// <summary>The SHA-256 of the version's file.</summary>
    public string Version { get; }

    /// <summary>Steps taken.</summary>
    public long Steps => Interlocked.Read(ref _steps);

    /// <summary>Recent steps per second.</summary>
    public double StepsPerSecond => _rate.PerSecond(EngineMeters.Second);

    /// <summary>How long calls waited for their round.</summary>
    public RecentTimes Queue { get; } = new();

    /// <summary>A worker's look at what its sessions read; null where the network was trained without scales.</summary>
    /// <param name="worker">The worker.</param>
    public InputDrift? DriftOf(int worker) =>
        _scales is null ? null : _drifts.GetOrAdd(worker, static (_, scales) => new InputDrift(scales), _scales);

    /// <summary>Mean and deviation of the inputs of sessions, in the scale of the training.</summary>
    /// <param name="columns">Each column of which values were seen.</param>
    /// <returns>False where the network was trained without scales.</returns>
    public bool TryDrift([NotNullWhen(true)] out IReadOnlyList<ColumnDrift>? columns)
    {
        columns = null;
        if (_scales is null)
        {
            return false;
        }

        var seen = new List<ColumnDrift>(_columns.Length);
        for (int c = 0; c < _columns.Length; c++)
        {
            DriftSum all = default;
            foreach (InputDrift drift in _drifts.Values)
            {
                all = drift.Join(c, all);
            }

            if (all.Values > 0)
            {
                seen.Add(new ColumnDrift(_columns[c], all.Mean, all.Deviation));
            }
        }

        columns = seen;
        return true;
    }

    /// <summary>Steps were computed together.</summary>
    /// <param name="steps">How many.</param>
    /// <param name="second">Now, in whole seconds.</param>
    public void Stepped(int steps, long second)
    {
        Interlocked.Add(ref _steps, steps);
        _rate.Add(steps, second);
    }
}
