using System.Text.Json;
using System.Text.Json.Nodes;

namespace Carousel.Client.Tests;

/// <summary>A session of the stub: its answer is the sum of all rows so far, or of a text its length.</summary>
internal sealed class StubSession
{
    private readonly List<string> _rows = [];
    private readonly List<JsonNode> _answers = [];
    private double _sum;

    public long Next => _rows.Count + 1;

    /// <summary>How many steps were made, however often they were sent.</summary>
    public int Steps => _rows.Count;

    public IReadOnlyList<JsonNode> Answers => _answers;

    /// <summary>Makes a step, or finds the stored one.</summary>
    /// <returns>0 or 409, and the answer.</returns>
    public (int Status, JsonNode? Answer) Step(long number, JsonElement row)
    {
        if (number > Next)
        {
            return (409, null);
        }

        string text = row.GetRawText();
        if (number < Next)
        {
            return _rows[(int)number - 1] == text ? (0, _answers[(int)number - 1]) : (409, null);
        }

        _rows.Add(text);
        if (row.ValueKind == JsonValueKind.String)
        {
            _answers.Add(new JsonObject { ["length"] = row.GetString()!.Length });
        }
        else
        {
            _sum += row.EnumerateArray().Sum(value => (double)value.GetSingle());
            _answers.Add(new JsonArray((float)_sum));
        }

        return (0, _answers[^1]);
    }

    public StubSession Copy()
    {
        var copy = new StubSession { _sum = _sum };
        copy._rows.AddRange(_rows);
        copy._answers.AddRange(_answers);
        return copy;
    }
}
