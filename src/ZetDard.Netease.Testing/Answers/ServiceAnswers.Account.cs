using System.Text.Json;

namespace ZetDard.Netease.Testing;

internal sealed partial class ServiceAnswers
{
    /// <summary>The cookies of the account as an answer sets them, without attributes.</summary>
    public required IReadOnlyList<string> SessionCookies { get; init; }

    private int Account(ServiceQuery query, Utf8JsonWriter json)
    {
        if (!query.IsLoggedIn)
        {
            json.WriteNull("account"u8);
            json.WriteNull("profile"u8);
            return 200;
        }

        json.WriteStartObject("account"u8);
        json.WriteNumber("id"u8, _accountUserId);
        json.WriteString("userName"u8, "");
        json.WriteNumber("type"u8, 1);
        json.WriteNumber("status"u8, 0);
        json.WriteNumber("whitelistAuthority"u8, 0);
        json.WriteNumber("createTime"u8, _content.CreatedTime(_accountUserId));
        json.WriteNumber("tokenVersion"u8, 0);
        json.WriteNumber("vipType"u8, 0);
        json.WriteBoolean("anonimousUser"u8, false);
        json.WriteBoolean("paidFee"u8, false);
        json.WriteEndObject();
        json.WriteStartObject("profile"u8);
        WriteProfile(json, _accountUserId, query);
        json.WriteEndObject();
        return 200;
    }

    private int QrKey(ServiceQuery query, Utf8JsonWriter json)
    {
        json.WriteString("unikey"u8, _qr.NewKey());
        return 200;
    }

    private int QrCheck(ServiceQuery query, Utf8JsonWriter json)
    {
        var (code, message) = !_qr.IsKnown(query.Text("key")) ? (800, "二维码不存在或已过期") : _qr.State switch
        {
            QrLogInState.Waiting => (801, "等待扫码"),
            QrLogInState.Scanned => (802, "授权中"),
            QrLogInState.Confirmed => (803, "授权登陆成功"),
            _ => (800, "二维码不存在或已过期"),
        };
        json.WriteString("message"u8, message);
        if (code == 803)
        {
            query.SetCookies = [.. SessionCookies.Select(cookie => $"{cookie}; Max-Age=15552000; Path=/; HTTPOnly")];
        }

        if (query.Route is not null)
        {
            json.WriteString("cookie"u8, string.Join(';', query.SetCookies));
        }

        return code;
    }
}
